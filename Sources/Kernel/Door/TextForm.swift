/// What a text of a request looks like, for the API's description (JSON Schema 2020-12 §6.3).
package struct TextForm: Hashable, Sendable {
  /// One of JSON Schema's formats.
  package var format: String?
  /// A regular expression of ECMA-262.
  package var pattern: String?

  /// Any text. The store takes no NUL (PostgreSQL's “Character Types”), so no request does.
  package static let any = TextForm(pattern: #"^[^\u0000]*$"#)

  package init(format: String? = nil, pattern: String? = nil) {
    self.format = format
    self.pattern = pattern
  }

  /// So many characters of one line.
  package static func line(_ length: ClosedRange<Int>) -> TextForm {
    TextForm(pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f]{\(length.lowerBound),\(length.upperBound)}$")
  }
}
