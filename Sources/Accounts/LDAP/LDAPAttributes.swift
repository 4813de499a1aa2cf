import Foundation
import Kernel
import MailModel

/// Which attribute says what. The defaults are those of OpenLDAP's and Microsoft's own schemas.
package struct LDAPAttributes: Codable, Hashable, Sendable {
  /// What stays the same when an entry's name changes.
  package var key: String
  package var address: String
  /// The first that has a value.
  package var names: [String]
  package var aliases: [String]
  /// Those of a group with the names of its members' entries.
  package var members: [String]

  package init(_ kind: LDAPSource.Kind) {
    members = ["member", "uniqueMember"]
    switch kind {
    case .openldap:
      (key, address, names, aliases) = ("entryUUID", "mail", ["displayName", "cn"], ["mail", "mailAlternateAddress"])
    case .activeDirectory:
      (key, address, names, aliases) = ("objectGUID", "mail", ["displayName", "cn"], ["proxyAddresses"])
    }
  }

  /// Account states: Microsoft's, and that of OpenLDAP's password policy.
  static let control = "userAccountControl"
  static let locked = "pwdAccountLockedTime"
  /// The other side of `members`: Active Directory gives a group's out in parts when they are many ([MS-ADTS]
  /// §3.1.1.3.1.3.3), and a person's whole.
  static let memberOf = "memberOf"

  var ofPeople: [String] { Self.each([key, address, Self.control, Self.locked, Self.memberOf] + names + aliases) }
  var ofGroups: [String] { Self.each([key, address, Self.memberOf] + names + members) }
  var all: [String] { Self.each([key, address] + names + aliases + members) }

  private static func each(_ names: [String]) -> [String] { Set(names).sorted() }
}

extension LDAPSource.Kind {
  /// Who has a mailbox.
  var filter: String {
    switch self {
    case .openldap: "(&(objectClass=inetOrgPerson)(mail=*))"
    case .activeDirectory: "(&(objectCategory=person)(objectClass=user)(mail=*))"
    }
  }

  var groupFilter: String {
    switch self {
    case .openldap: "(&(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames))(mail=*))"
    case .activeDirectory: "(&(objectCategory=group)(mail=*))"
    }
  }
}

/// A value inside of a filter (RFC 4515 §3): nothing in it may mean anything.
enum LDAPFilter {
  static func escaped(_ text: String) -> String {
    text.utf8.map { octet in
      let isPlain = (0x20..<0x7F).contains(octet) && !"*()\\".utf8.contains(octet)
      return isPlain ? String(UnicodeScalar(octet)) : "\\" + (octet < 16 ? "0" : "") + String(octet, radix: 16)
    }.joined()
  }
}
