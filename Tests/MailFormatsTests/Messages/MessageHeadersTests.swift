import MailFormats
import Testing

@Suite struct MessageHeadersTests {
  @Test func unfoldsAField() {
    let headers = MessageHeaders(
      Array("DKIM-Signature: v=1; d=a.example;\r\n\ts=p1;\r\n b=abc\r\nTo: b\r\n\r\nbody".utf8))
    #expect(headers["dkim-signature"] == ["v=1; d=a.example; s=p1; b=abc"])
    #expect(headers.fields.map(\.name) == ["DKIM-Signature", "To"])
  }

  @Test func keepsEveryFieldOfAName() {
    let headers = MessageHeaders(Array("Received: one\nreceived: two\n\n".utf8))
    #expect(headers["Received"] == ["one", "two"])
  }

  @Test func endsAtTheFirstEmptyLine() {
    #expect(MessageHeaders(Array("A: b\r\n\r\nC: d\r\n".utf8))["C"] == [])
  }

  @Test func passesOverWhatIsNoField() {
    #expect(MessageHeaders(Array("no colon here\nA: b\n".utf8)).fields.map(\.name) == ["A"])
  }

  @Test func readsTagsOfASignature() {
    let tags = TagList("v=1; a=rsa-sha256; d=Example.org; s=p1;\t b=ab\r\n cd")
    #expect(tags?["d"] == "Example.org")
    #expect(tags?.tags == ["v", "a", "d", "s", "b"])
  }
}
