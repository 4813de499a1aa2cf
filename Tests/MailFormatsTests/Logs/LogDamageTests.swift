import MailFormats
import Testing

/// Whatever stands in a log, the reader stays within the line and the next line is read.
@Suite struct LogDamageTests {
  /// Reads one line and looks at everything that came out of it.
  private func exercise(_ bytes: [UInt8], _ reader: inout LogReader) {
    bytes.withUnsafeBytes { line in
      let record = reader.read(line)
      for slice in [record.host, record.program, record.message] { #expect(Int(slice.end) <= line.count) }
      var census = LogCensus()
      census.count(record, of: line)
      guard case .rspamd(let event) = record.event, case .result(let result) = event.statement else { return }
      #expect(Array(RspamdSymbols(result.symbols, of: line)).count <= line.count)
    }
  }

  @Test func everyPrefixOfALineIsSafe() throws {
    var reader = LogReader(clock: LogClock(hint: ReadLine.hint))
    for line in try LogFixture.all() {
      for end in stride(from: 0, through: line.count, by: line.count > 400 ? 7 : 1) {
        exercise(Array(line[..<end]), &reader)
      }
    }
  }

  @Test func everyChangedOctetIsSafe() throws {
    var random = SplitMix(state: 1)
    var reader = LogReader(clock: LogClock(hint: ReadLine.hint))
    let replacements = Array(" <>()[]{}:;,=/.'\"\0\r\u{FF}Az09-+#%".unicodeScalars).map {
      UInt8(truncatingIfNeeded: $0.value)
    }
    for line in try LogFixture.all() {
      for _ in 0..<60 {
        var changed = line
        changed[Int.random(in: 0..<line.count, using: &random)] = replacements.randomElement(using: &random) ?? 0
        exercise(changed, &reader)
      }
    }
  }

  @Test func twoLinesInOneAreSafe() throws {
    var random = SplitMix(state: 2)
    var reader = LogReader(clock: LogClock(hint: ReadLine.hint))
    let lines = try LogFixture.all()
    for _ in 0..<5_000 {
      guard let first = lines.randomElement(using: &random), let second = lines.randomElement(using: &random) else {
        return
      }
      exercise(
        Array(
          first.prefix(Int.random(in: 0...first.count, using: &random))
            + second.suffix(Int.random(in: 0...second.count, using: &random))),
        &reader)
    }
  }

  @Test func noiseIsSafe() {
    var random = SplitMix(state: 3)
    var reader = LogReader(clock: LogClock(hint: ReadLine.hint))
    let heads = [
      "", "Nov 24 09:00:00 ", "Nov 24 09:00:00 mx1 postfix/smtpd[1]: ", "Nov 24 09:00:00 mx1 dovecot: ",
      "2026-11-24 09:00:00 #1(a) ", "Nov 24 09:00:00 mx1 postfix/smtp[1]: A2C1FF7C056: to=<", "{\"MESSAGE\":",
    ].map { Array($0.utf8) }
    for round in 0..<20_000 {
      let noise = (0..<Int.random(in: 0..<80, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      exercise(heads[round % heads.count] + noise, &reader)
    }
  }

  @Test func theLineAfterADamagedOneIsRead() throws {
    let good = Array("Nov 24 09:00:00 mx1 postfix/qmgr[1]: A2C1FF7C056: removed".utf8)
    var random = SplitMix(state: 4)
    for line in try LogFixture.all() {
      var reader = LogReader(clock: LogClock(hint: ReadLine.hint))
      let damaged =
        line.prefix(Int.random(in: 0..<line.count, using: &random)).filter { $0 != 10 } + [0, 0xFF, 10] + good + [10]
      var last: LogEvent?
      _ = Array(damaged).withUnsafeBytes { bytes in LogLines.forEach(in: bytes) { last = reader.read($0).event } }
      guard case .postfix(let event)? = last, case .removed = event.statement else {
        return #expect(Bool(false), "\(String(decoding: line, as: UTF8.self))")
      }
    }
  }

  @Test func timesBeyondAnyCalendarAreSafe() {
    var reader = LogReader(clock: LogClock(hint: .max))
    exercise(Array("Nov 24 09:00:00 mx1 postfix/qmgr[1]: x".utf8), &reader)
    exercise(Array("9999-12-31T23:59:59+23:59 mx1 postfix/qmgr[1]: x".utf8), &reader)
    exercise(Array("0000-01-01T00:00:00-23:59 mx1 postfix/qmgr[1]: x".utf8), &reader)
    exercise(Array("99999999999999999999-12-31T23:59:59Z x".utf8), &reader)
    var past = LogReader(clock: LogClock(hint: .min))
    exercise(Array("Nov 24 09:00:00 mx1 postfix/qmgr[1]: x".utf8), &past)
  }
}

/// Random numbers that are the same in each run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
