import MailFormats
import Testing

@Suite struct CSVReaderTests {
  private let plain = CSVFormat(encoding: .utf8, delimiter: ",")

  private func records(
    of octets: some Sequence<UInt8>, _ format: CSVFormat, at position: CSVPosition? = nil,
    limits: CSVLimits = CSVLimits(), piece: Int = 3
  ) -> [CSVRecord] {
    var reader = CSVReader(format, at: position, limits: limits)
    var records: [CSVRecord] = []
    let octets = Array(octets)
    for start in stride(from: 0, to: octets.count, by: piece) {
      reader.read(octets[start..<min(start + piece, octets.count)]) { records.append($0) }
    }
    reader.finish { records.append($0) }
    return records
  }

  private func fields(_ text: String, limits: CSVLimits = CSVLimits()) -> [CSVRecord.Content] {
    records(of: text.utf8, plain, limits: limits).map(\.content)
  }

  @Test(arguments: ["a,b\nc,d\n", "a,b\r\nc,d", "a,b\rc,d\r", "\n\na,b\n\r\nc,d\n\n"])
  func readsTheLineEndsOfEverySystem(_ text: String) {
    #expect(fields(text) == [.fields(["a", "b"]), .fields(["c", "d"])])
  }

  @Test func readsQuotedFields() {
    #expect(fields(#""a ""b"", c","d" "# + "\n") == [.broken(.textAfterQuote)])
    #expect(fields("\"a \"\"b\"\", c\",\"d\r\ne\",\"\"\n") == [.fields(["a \"b\", c", "d\r\ne", ""])])
    #expect(fields("a\"b,c\n") == [.fields(["a\"b", "c"])])
    #expect(fields("a,\n,") == [.fields(["a", ""]), .fields(["", ""])])
  }

  @Test func countsLinesAsAnEditorDoes() {
    let text = "a\n\"b\r\nc\",\"d\re\"\r\n\nf\n"
    #expect(records(of: text.utf8, plain).map(\.line) == [1, 2, 6])
  }

  @Test func aQuoteThatIsNeverClosedCostsItsOwnLine() {
    let found = records(of: "a\n\"b\nc,d\n\"e\",f\ng".utf8, plain, limits: CSVLimits(length: 6))
    #expect(found.map(\.line) == [1, 2, 3, 4, 5])
    #expect(
      found.map(\.content) == [
        .fields(["a"]), .broken(.quoteNeverClosed), .fields(["c", "d"]), .fields(["e", "f"]), .fields(["g"]),
      ])
    #expect(fields("a\n\"b\nc\nd\n") == [.fields(["a"]), .broken(.quoteNeverClosed), .fields(["c"]), .fields(["d"])])
  }

  @Test func givesUpARecordThatIsTooLongAndGoesOn() {
    let limits = CSVLimits(length: 10, fields: 3)
    #expect(fields("\(String(repeating: "x", count: 50))\na\n", limits: limits) == [.broken(.tooLong), .fields(["a"])])
    #expect(fields("1,2,3,4\n1,2,3\n", limits: limits) == [.broken(.tooManyFields), .fields(["1", "2", "3"])])
    #expect(fields(String(repeating: ",", count: 5_000), limits: limits) == [.broken(.tooManyFields)])
  }

  @Test func namesZeroCharactersAndOctetsThatAreNoText() {
    #expect(fields("a\0b\nc\n") == [.broken(.zeroCharacter), .fields(["c"])])
    #expect(records(of: [0x61, 0xC3, 0x0A, 0x62], plain).map(\.content) == [.broken(.undecodable), .fields(["b"])])
    let western = CSVFormat(encoding: .windows1252, delimiter: ",")
    #expect(records(of: [0x81, 0x0A, 0xF1, 0x80], western).map(\.content) == [.broken(.undecodable), .fields(["ñ€"])])
  }

  @Test(arguments: [false, true]) func readsUTF16(bigEndian: Bool) {
    let text = "dirección;nombre\r\nana;Añá 😀\r\n"
    let octets = text.utf16.flatMap {
      bigEndian ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)]
    }
    let format = CSVFormat(encoding: bigEndian ? .utf16BigEndian : .utf16LittleEndian, delimiter: ";")
    #expect(
      records(of: octets, format).map(\.content) == [.fields(["dirección", "nombre"]), .fields(["ana", "Añá 😀"])])
    #expect(records(of: octets + [0x0A], format).last?.content == .broken(.undecodable))
  }

  /// Whatever stands in the file: reading never traps, says the same whatever the pieces, and goes on from any record.
  @Test(arguments: 0..<40) func readsAnythingTheSameWayFromEveryRecord(_ seed: UInt64) {
    var random = Seeded(state: seed)
    let alphabet: [UInt8] = [0x22, 0x22, 0x2C, 0x0A, 0x0D, 0x61, 0x20, 0xC3, 0xB1, 0x00]
    let octets = (0..<Int.random(in: 0...300, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
    for encoding in TextEncoding.allCases {
      let format = CSVFormat(encoding: encoding, delimiter: ",")
      let limits = CSVLimits(length: 24, fields: 4)
      let whole = records(of: octets, format, limits: limits, piece: 1_000)
      #expect(records(of: octets, format, limits: limits, piece: 1) == whole)
      for (index, record) in whole.enumerated() {
        #expect(record.next.offset <= octets.count)
        let rest = records(of: octets.dropFirst(record.next.offset), format, at: record.next, limits: limits)
        #expect(rest == Array(whole.dropFirst(index + 1)), "after \(record)")
      }
    }
  }
}

/// A short sequence that is the same on every run (SplitMix64).
private struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
