import Foundation
import MailModel
import Store

/// By what a list of accounts is sorted, `-` for the other way round; those alike there, by their addresses.
package enum AccountOrder: String, Codable, Sendable, CaseIterable {
  case address
  case addressDown = "-address"
  case name
  case nameDown = "-name"
  case created
  case createdDown = "-created"

  static let migration = Migration(
    "account order",
    [
      "CREATE INDEX account_name ON account (display_name, address)",
      "CREATE INDEX account_created ON account (created, address)",
    ])

  var clause: SQL {
    switch self {
    case .address: "address"
    case .addressDown: "address DESC"
    case .name: "display_name, address"
    case .nameDown: "display_name DESC, address DESC"
    case .created: "created, address"
    case .createdDown: "created DESC, address DESC"
    }
  }

  /// Where a page ends with `account`: the value that sorts and the address, in two lines.
  func place(of account: Account) -> String {
    switch self {
    case .address, .addressDown: account.address.text
    case .name, .nameDown: "\(account.displayName)\n\(account.address)"
    case .created, .createdDown: "\(Self.microseconds(account.created))\n\(account.address)"
    }
  }

  /// Holds for the rows behind such a place.
  func condition(after place: String) throws(Fault) -> SQL {
    switch self {
    case .address: return "address > \(place)"
    case .addressDown: return "address < \(place)"
    case .name:
      let (name, address) = try Self.lines(of: place)
      return "(display_name, address) > (\(name), \(address))"
    case .nameDown:
      let (name, address) = try Self.lines(of: place)
      return "(display_name, address) < (\(name), \(address))"
    case .created:
      let (created, address) = try Self.lines(of: place)
      return "(created, address) > (\(try Self.number(created)), \(address))"
    case .createdDown:
      let (created, address) = try Self.lines(of: place)
      return "(created, address) < (\(try Self.number(created)), \(address))"
    }
  }

  private static func lines(of place: String) throws(Fault) -> (value: String, address: String) {
    let lines = place.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count == 2 else { throw nowhere }
    return (lines[0], lines[1])
  }

  private static func number(_ text: String) throws(Fault) -> Int64 {
    guard let number = Int64(text) else { throw nowhere }
    return number
  }

  /// Since 1970, as the store has it.
  private static func microseconds(_ date: Date) -> Int64 { Int64((date.timeIntervalSince1970 * 1_000_000).rounded()) }

  private static let nowhere = Fault(
    .invalid, en: "a page of this order does not begin there", es: "una página de este orden no empieza ahí",
    hint: Text(en: "take “next” as it came, with the same order", es: "use «next» tal como vino, con el mismo orden"),
    field: "after")
}
