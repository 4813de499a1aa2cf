import Foundation
import Kernel
import MailModel

/// Somebody in the directory who has a mailbox.
struct DirectoryPerson: DirectoryRecord {
  let name: DirectoryName
  let aliases: [Address]
  /// Whether the directory lets the person in nowhere.
  let isDisabled: Bool
  /// The groups' entries that the person's own names.
  let groups: [String]

  /// A bit of `userAccountControl` ([MS-ADTS] §2.2.16, `ADS_UF_ACCOUNT_DISABLE`).
  private static let disabledBit = 2
  /// The moment that stands for “for good” (draft-behera-ldap-password-policy-11 §5.3.3).
  private static let lockedForGood = "000001010000Z"

  init(_ entry: LDAPEntry, _ attributes: LDAPAttributes) throws(Fault) {
    name = try DirectoryName(entry, attributes)
    aliases = Self.aliases(of: entry, attributes, beside: name.address)
    let control = entry.texts(LDAPAttributes.control).first.flatMap { Int($0) } ?? 0
    isDisabled =
      control & Self.disabledBit != 0 || entry.texts(LDAPAttributes.locked).contains(Self.lockedForGood)
    groups = entry.texts(LDAPAttributes.memberOf)
  }

  /// Values of `proxyAddresses` begin with `smtp:`, or with `SMTP:` for the main one; other kinds are other networks'.
  private static func aliases(of entry: LDAPEntry, _ attributes: LDAPAttributes, beside own: Address) -> [Address] {
    let texts = attributes.aliases.flatMap { entry.texts($0) }
    let plain = texts.compactMap { text -> String? in
      guard let colon = text.firstIndex(of: ":") else { return text }
      return text[..<colon].lowercased() == "smtp" ? String(text[text.index(after: colon)...]) : nil
    }
    return Set(plain.compactMap { try? Address($0) }).subtracting([own]).sorted()
  }
}

/// A group of the directory that has an address.
struct DirectoryGroup: DirectoryRecord {
  let name: DirectoryName
  /// The entries that it names, and the groups that name it.
  let members: [String]
  let groups: [String]

  init(_ entry: LDAPEntry, _ attributes: LDAPAttributes) throws(Fault) {
    name = try DirectoryName(entry, attributes)
    members = attributes.members.flatMap { entry.texts($0) }
    groups = entry.texts(LDAPAttributes.memberOf)
  }
}
