import Foundation
import Kernel
import MailModel

/// An entry that is followed here.
protocol DirectoryRecord: Sendable {
  var name: DirectoryName { get }
  init(_ entry: LDAPEntry, _ attributes: LDAPAttributes) throws(Fault)
}

/// What people and groups of the directory have in common, or why an entry cannot be understood.
struct DirectoryName: Hashable, Sendable {
  let dn: String
  /// What the entry is known by, whatever it is called.
  let key: String
  let address: Address
  let displayName: String?

  init(_ entry: LDAPEntry, _ attributes: LDAPAttributes) throws(Fault) {
    dn = entry.dn
    guard let key = entry.octets(attributes.key).first else {
      throw Fault(
        .invalid, en: "\(entry.dn) has no \(attributes.key)", es: "\(entry.dn) no tiene \(attributes.key)",
        hint: Text(
          en: "name the attribute that never changes: palomar ldap set --key …",
          es: "indique el atributo que nunca cambia: palomar ldap set --key …"))
    }
    self.key = Self.text(of: key)
    guard let first = entry.texts(attributes.address).first else {
      throw Fault(
        .invalid, en: "\(entry.dn) has no \(attributes.address)", es: "\(entry.dn) no tiene \(attributes.address)")
    }
    address = try Address(first)
    guard let name = attributes.names.lazy.compactMap({ entry.texts($0).first }).first else {
      displayName = nil
      return
    }
    displayName = try AddAccount.checked(name.precomposedStringWithCanonicalMapping)
  }

  /// Microsoft's keys are sixteen octets and no text.
  private static func text(of octets: Data) -> String {
    let text = String(data: octets, encoding: .utf8)
    let isPlain = text?.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 && $0.value < 0x7F } == true
    return (isPlain ? text : nil) ?? octets.map { String(format: "%02x", $0) }.joined()
  }

  /// Names of entries have no case (RFC 4517 §4.2.15); servers write each in one way.
  static func plain(_ dn: String) -> String { dn.lowercased() }
}
