import MailModel
import Testing

@testable import Surface

/// A mark behind a `<` or a quote makes one character of the two for Swift, and none for a browser.
@Suite struct ScalarEscapingTests {
  private static let marks = ["\u{301}", "\u{200D}", "\u{FE0F}"]

  @Test(arguments: marks) func aMarkLetsNothingThroughATemplate(_ mark: String) throws {
    let template = PageTemplate("x", "<p title=\"{{value}}\">{{value}}</p>")
    let hostile = "<\(mark)script>\"\(mark) onload=x '\(mark)&\(mark)"
    let html = try template.rendered(["value": hostile], in: .english)
    let inner = Array(html.unicodeScalars).dropFirst("<p title=\"".count).dropLast("</p>".count)
    let dangerous = inner.filter { "<>\"'".unicodeScalars.contains($0) }
    // What is left is our own: the end of the attribute and of the tag.
    #expect(dangerous == ["\"", ">"], "\(html)")
    #expect(html.unicodeScalars.filter { $0 == "&" }.count == 2 * 5)
  }

  @Test(arguments: marks) func aMarkLetsNothingThroughARow(_ mark: String) {
    #expect(Markup.escaped("<\(mark)b>").unicodeScalars.allSatisfy { $0 != "<" && $0 != ">" })
  }
}
