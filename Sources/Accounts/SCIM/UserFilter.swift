import Foundation
import MailFormats
import MailModel
import Store

/// A filter as the store can answer it: what has an index, or needs none, is asked there; what is left is looked at row
/// by row among those.
struct UserFilter {
  /// Holds for every user that passes.
  let condition: SQL
  /// What decides among those, where the condition does not decide alone.
  let rest: SCIMFilter?

  /// `provider` is whose names `externalId` means.
  init(_ filter: SCIMFilter?, provider: Address?) {
    let reader = UserFilterSQL(provider: provider)
    guard let filter else {
      condition = "1 = 1"
      rest = nil
      return
    }
    if let whole = reader.exact(filter) {
      condition = whole
      rest = nil
    } else {
      condition = reader.wider(filter)
      rest = filter
    }
  }
}

/// From filters to conditions on the columns of an account.
private struct UserFilterSQL {
  let provider: Address?

  /// Holds for those that pass and for no others; `nil` for what cannot be said so.
  func exact(_ filter: SCIMFilter) -> SQL? {
    switch filter {
    case .not(let inner): exact(inner).map { "NOT (\(sql: $0))" }
    case .both(let left, let right): pair(left, right, " AND ")
    case .either(let left, let right): pair(left, right, " OR ")
    case .compare(let path, let comparison, let value):
      UserSchema.user.resolved(path).flatMap { column($0.path, comparison, value) }
    case .present, .some: nil
    }
  }

  private func pair(_ left: SCIMFilter, _ right: SCIMFilter, _ word: SQL) -> SQL? {
    guard let left = exact(left), let right = exact(right) else { return nil }
    return "(\(sql: left))" + word + "(\(sql: right))"
  }

  /// Holds for those that pass, and perhaps for others.
  func wider(_ filter: SCIMFilter) -> SQL {
    if let exact = exact(filter) { return exact }
    guard case .both(let left, let right) = filter else { return "1 = 1" }
    return "(\(sql: wider(left))) AND (\(sql: wider(right)))"
  }

  private func column(_ path: SCIMPath, _ comparison: SCIMFilter.Comparison, _ value: JSONValue) -> SQL? {
    switch (path.attribute, path.part, value) {
    case ("userName", nil, .text(let text)): address(comparison, text.lowercased())
    case ("id", nil, .text(let text)) where comparison == .eq:
      SCIMIdentifier(text).map { "address = \($0.address) AND created = \($0.created)" } ?? "1 = 0"
    case ("externalId", nil, .text(let text)) where comparison == .eq:
      "external_id IS NOT NULL AND provider = \(provider?.text ?? "") AND external_id = \(text)"
    case ("active", nil, .boolean(let active)) where comparison == .eq:
      active ? "state = 'active'" : "state <> 'active'"
    case ("meta", "created", .text(let text)):
      (try? Date(text, strategy: .iso8601)).flatMap { order("created", comparison, $0) }
    default: nil
    }
  }

  private func address(_ comparison: SCIMFilter.Comparison, _ text: String) -> SQL? {
    switch comparison {
    case .sw: "address >= \(text) AND address < \(text + "\u{10FFFF}")"
    case .co, .ew: nil
    default: order("address", comparison, text)
    }
  }

  private func order(_ column: SQL, _ comparison: SCIMFilter.Comparison, _ value: some SQLEncodable) -> SQL? {
    switch comparison {
    case .eq: column + " = \(value)"
    case .ne: column + " <> \(value)"
    case .gt: column + " > \(value)"
    case .ge: column + " >= \(value)"
    case .lt: column + " < \(value)"
    case .le: column + " <= \(value)"
    case .co, .sw, .ew: nil
    }
  }
}
