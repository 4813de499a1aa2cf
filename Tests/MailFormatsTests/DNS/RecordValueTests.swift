import MailFormats
import MailModel
import Testing

@Suite struct RecordValueTests {
  @Test(arguments: [
    (RecordType.a, "192.0.2.1"), (.aaaa, "2001:db8::1"), (.mx, "10 mx.example.org."),
    (.srv, "0 1 993 mail.example.org."), (.cname, "a.example.org."), (.ptr, "mail.example.org."),
    (.tlsa, "3 1 1 abcdef"), (.caa, "0 issue \"ca.example; account=1\""), (.txt, "v=spf1 mx ~all"),
  ])
  func keepsItsPresentation(type: RecordType, text: String) {
    let value = RecordValue(type, text)
    #expect(value?.presentation == text)
    #expect(value?.type == type)
  }

  @Test(arguments: [
    (RecordType.a, "2001:db8::1"), (.aaaa, "192.0.2.1"), (.a, "192.0.2"), (.mx, "mx.example.org."), (.mx, "0 ."),
    (.mx, "70000 mx.example.org."), (.srv, "0 1 mail.example.org."), (.srv, "0 0 0 ."), (.tlsa, "3 1 abcdef"),
    (.caa, "issue \"ca.example\""), (.cname, "two words"),
  ])
  func refusesWhatIsNotOfItsType(type: RecordType, text: String) {
    #expect(RecordValue(type, text) == nil)
  }

  @Test func quotesTextForAZoneFile() {
    #expect(RecordValue.text("a \"b\" \\c ñ").zoneText == #""a \"b\" \\c \195\177""#)
  }

  @Test func splitsLongTextAtTwoHundredAndFiftyFiveOctets() {
    let text = RecordValue.text(String(repeating: "x", count: 600)).zoneText
    let strings = text.split(separator: " ").map { $0.count - 2 }
    #expect(strings == [255, 255, 90])
  }

  @Test func anEmptyTextIsAnEmptyString() {
    #expect(RecordValue.text("").zoneText == "\"\"")
  }
}
