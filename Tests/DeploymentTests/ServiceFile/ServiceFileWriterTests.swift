import Kernel
import Testing

@testable import Deployment

@Suite struct ServiceFileWriterTests {
  @Test func writesBlocksWithTwoSpaces() {
    let root = DocumentNode.fields([
      "service": .fields([
        "host": .text("mail.example.org"), "ports": .fields(["smtp": .number(25)]), "empty": .list([]),
      ]),
      "aliases": .list([.fields(["address": .text("a@b.org"), "targets": .list([.text("c@d.org")])])]),
    ])
    #expect(
      ServiceFileWriter.text(root) == """
        service:
          host: mail.example.org
          ports:
            smtp: 25
          empty: []
        aliases:
          - address: a@b.org
            targets:
              - c@d.org

        """)
  }

  @Test func leavesSizesAndAddressesWithoutQuotes() {
    let root = DocumentNode.list([.text("50M"), .text("192.0.2.0/24"), .text("123"), .text("1.2.3")])
    #expect(ServiceFileWriter.text(root) == "- 50M\n- 192.0.2.0/24\n- \"123\"\n- \"1.2.3\"\n")
  }

  @Test(arguments: [
    "", " ", "null", "~", "yes", "No", "1", "1.5", "a: b", "a #b", "- a", "a:", "\"", "\\", "'", "é ñ", "\u{85}",
    "\u{2028}",
    "tab\there", "two\nlines", "@a", "`", "%", "&a", "*a", "!a", "a b", " a", "a ", "0x1f", "2026-01-01", "[a]", "{a}",
    "👩‍👩‍👧", "relay smtp.example.net:587", "relay [2001:db8::1]:587", "::1", "50M", "192.0.2.1", "192.0.2.0/24", "1.2.3",
    "12:30", "1e3", "5E", "0.", "a\u{0}b",
  ])
  func writesWhatReadsBackAsTheSame(_ text: String) throws {
    let root = DocumentNode.fields(["a": .list([.text(text)])])
    let read = try ServiceFileReader.read(ServiceFileWriter.text(root))
    #expect(try read.fields(["a"])["a"]?.list().map(\.content) == [.scalar(text)])
  }
}
