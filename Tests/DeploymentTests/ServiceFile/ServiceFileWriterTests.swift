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

  @Test(arguments: [
    "", " ", "null", "~", "yes", "No", "1", "1.5", "a: b", "a #b", "- a", "a:", "\"", "\\", "'", "é ñ", "\u{85}",
    "\u{2028}",
    "tab\there", "two\nlines", "@a", "`", "%", "&a", "*a", "!a", "a b", " a", "a ", "0x1f", "2026-01-01", "[a]", "{a}",
    "👩‍👩‍👧", "relay smtp.example.net:587", "relay [2001:db8::1]:587", "::1", "a\u{0}b",
  ])
  func writesWhatReadsBackAsTheSame(_ text: String) throws {
    let root = DocumentNode.fields(["a": .list([.text(text)])])
    let read = try ServiceFileReader.read(ServiceFileWriter.text(root))
    #expect(try read.fields(["a"])["a"]?.list().map(\.content) == [.scalar(text)])
  }
}
