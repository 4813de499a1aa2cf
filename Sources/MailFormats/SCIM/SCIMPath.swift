/// The name of an attribute, with its schema and a part of it where they are given (RFC 7644 §3.10):
/// `urn:ietf:params:scim:schemas:core:2.0:User:name.familyName`.
package struct SCIMPath: Hashable, Sendable {
  package var schema: String?
  package var attribute: String
  package var part: String?

  package init(schema: String? = nil, _ attribute: String, _ part: String? = nil) {
    self.schema = schema
    self.attribute = attribute
    self.part = part
  }

  /// `nil` for what is no name. A version such as `2.0` stands before the last colon, a part after it.
  package init?(_ text: String) {
    let colon = text.lastIndex(of: ":")
    let name = colon.map { text[text.index(after: $0)...] } ?? text[...]
    let names = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard text.count <= 200, names.allSatisfy(Self.isName) else { return nil }
    self.init(schema: colon.map { String(text[..<$0]) }, names[0], names.count == 2 ? names[1] : nil)
  }

  /// RFC 7643 §2.1; `$ref` is one too.
  private static func isName(_ text: String) -> Bool {
    text.wholeMatch(of: #/\$?[A-Za-z][A-Za-z0-9_-]*/#) != nil
  }
}

/// What one operation of a PATCH is about (RFC 7644 §3.5.2): an attribute, those of its values that pass a filter, a part
/// of them: `emails[type eq "work"].value`.
package struct SCIMTarget: Hashable, Sendable {
  package var path: SCIMPath
  package var filter: SCIMFilter?

  package init(path: SCIMPath, filter: SCIMFilter? = nil) {
    self.path = path
    self.filter = filter
  }

  package init(_ text: String) throws(SCIMFailure) {
    var parser = try SCIMFilterParser(text, kind: .invalidPath)
    self = try parser.target()
  }
}
