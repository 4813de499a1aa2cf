import Foundation
import Kernel

@testable import Surface

/// Requests made out of a door's own description: what it would take, and the same with one text replaced.
enum SampleRequest {
  /// What a door takes, as short as may be, or with all that may be left out.
  static func fields(of door: Door, isWhole: Bool = false) throws -> [String: Any] {
    let request = try door.shapes().request
    guard isWhole else { return value(of: request, named: "") as? [String: Any] ?? [:] }
    return Dictionary(
      request.fields.map { ($0.name, value(of: $0.shape, named: $0.name)) }, uniquingKeysWith: { $1 })
  }

  /// For each place in which `door` takes a text: a request that has `text` there and is right otherwise.
  static func each(of door: Door, with text: String) throws -> [(place: String, fields: [String: Any])] {
    replacements(in: try door.shapes().request, named: "", with: text).compactMap { place, value in
      (value as? [String: Any]).map { ("\(door.name) \(place)", $0) }
    }
  }

  private static func replacements(in shape: JSONShape, named name: String, with text: String) -> [(String, Any)] {
    switch shape {
    // In a query string everything is a text.
    case .text, .choice, .integer, .boolean, .number, .anything: return [(name, text)]
    case .list(let element): return replacements(in: element, named: name, with: text).map { ($0, [$1]) }
    case .nullable(let shape): return replacements(in: shape, named: name, with: text)
    case .either(let shapes): return shapes.prefix(1).flatMap { replacements(in: $0, named: name, with: text) }
    case .map(let element): return [("\(name) (name)", [text: value(of: element, named: name)])]
    case .object(let fields):
      return fields.flatMap { field in
        replacements(in: field.shape, named: field.name, with: text).map { place, value in
          var object = self.value(of: shape, named: name) as? [String: Any] ?? [:]
          object[field.name] = value
          return (name.isEmpty ? place : "\(name).\(place)", object)
        }
      }
    }
  }

  private static func value(of shape: JSONShape, named name: String) -> Any {
    switch shape {
    case .text(let form): text(of: form, named: name)
    case .choice(let words): words.first ?? ""
    case .integer(let range): min(max(1, range.lowerBound), range.upperBound)
    case .number: 1.0
    case .boolean: true
    case .list(let element): [value(of: element, named: name)]
    case .map: [String: Any]()
    case .either(let shapes): shapes.first.map { value(of: $0, named: name) } ?? ""
    case .nullable(let shape): value(of: shape, named: name)
    case .anything: "a"
    case .object(let fields):
      Dictionary(
        fields.filter(\.isRequired).map { ($0.name, value(of: $0.shape, named: $0.name)) }, uniquingKeysWith: { $1 })
    }
  }

  /// What is there in `ProductFace`, by what fields are called; then whatever fits.
  private static let known = [
    "serviceClass": "staff", "role": "front", "password": "a plain horse, well stapled", "member": "ana@example.test",
    "mailbox": "desk@example.test", "reason": "test", "displayName": "Ana",
  ]

  private static let samples = [
    "ana@example.test", "example.test", "192.0.2.1", "192.0.2.0/24", "192.0.2.1:53", "2027-03-01", "staff", "1M",
    "*.read",
    "a", "/a", "https://example.test/",
  ]

  private static func text(of form: TextForm, named name: String) -> String {
    switch form.format {
    case "date-time": return "2027-03-01T12:00:00Z"
    case "ipv4": return "192.0.2.1"
    case "uuid": return "00000000-0000-4000-8000-000000000000"
    case "uri": return "https://example.test/"
    case "password": return known["password"] ?? ""
    default: break
    }
    let candidates = [known[name]].compactMap { $0 } + (form == .any ? ["staff"] : samples)
    guard let pattern = form.pattern, let regex = try? Regex(pattern) else { return candidates[0] }
    return candidates.first { $0.wholeMatch(of: regex) != nil } ?? candidates[0]
  }
}
