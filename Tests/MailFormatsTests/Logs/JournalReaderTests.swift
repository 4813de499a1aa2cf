import MailFormats
import Testing

@Suite struct JournalReaderTests {
  private func read(_ object: String) -> (record: LogRecord, line: String) {
    var reader = JournalReader()
    return Array(object.utf8).withUnsafeBytes { bytes in
      reader.read(bytes) { ($0, String(decoding: $1, as: UTF8.self)) }
    }
  }

  @Test func readsAnEntry() {
    let (record, line) = read(
      #"{"__CURSOR":"s=1;i=2","__REALTIME_TIMESTAMP":"1795511286250000","PRIORITY":"6","_HOSTNAME":"mx1","SYSLOG_IDENTIFIER":"postfix/qmgr","_PID":"12","SYSLOG_FACILITY":null,"MESSAGE":"A2C1FF7C056: from=<\u00e4\"\\@example.test>, size=1, nrcpt=2 (queue active)"}"#
    )
    #expect(line == #"mx1 postfix/qmgr[12]: A2C1FF7C056: from=<ä"\@example.test>, size=1, nrcpt=2 (queue active)"#)
    #expect(record.time == 1_795_511_286_250_000)
    guard case .postfix(let event) = record.event, case .queued(_, 1, 2) = event.statement else {
      return #expect(Bool(false), "\(record)")
    }
  }

  @Test func readsAMessageThatIsNoText() {
    let (_, line) = read(#"{"SYSLOG_IDENTIFIER":"dovecot","_HOSTNAME":"mx1","MESSAGE":[105,255,32]}"#)
    #expect(line == "mx1 dovecot: i\u{FFFD} ")
  }

  @Test(arguments: [
    "", "{", "{}", "[]", #"{"MESSAGE":"x"#, #"{"MESSAGE":"\ud800"}"#, #"{"MESSAGE":{"a":1}}"#, "no json",
  ])
  func knowsWhatIsNoEntry(_ object: String) {
    guard case .unknown = read(object).record.event else { return #expect(object == #"{"MESSAGE":"\ud800"}"#) }
  }
}
