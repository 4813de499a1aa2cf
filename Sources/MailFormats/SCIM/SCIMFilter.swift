/// Which resources, or which values of an attribute, somebody means (RFC 7644 §3.4.2.2).
package indirect enum SCIMFilter: Hashable, Sendable {
  package enum Comparison: String, Hashable, Sendable, CaseIterable {
    case eq, ne, co, sw, ew, gt, ge, lt, le
  }

  case present(SCIMPath)
  case compare(SCIMPath, Comparison, JSONValue)
  /// Some value of the attribute passes on its own.
  case some(SCIMPath, SCIMFilter)
  case not(SCIMFilter)
  case both(SCIMFilter, SCIMFilter)
  case either(SCIMFilter, SCIMFilter)

  package init(_ text: String) throws(SCIMFailure) {
    var parser = try SCIMFilterParser(text, kind: .invalidFilter)
    self = try parser.whole()
  }
}
