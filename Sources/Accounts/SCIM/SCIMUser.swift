import Foundation
import MailFormats
import MailModel

/// An account as SCIM shows it.
package struct SCIMUser: SCIMResource {
  package var stored: ProvisionedAccount
  /// The aliases that lead to it.
  package var aliases: [Address]

  static let place = "Users"
  static var schema: SCIMSchema { UserSchema.user }
  var id: String { SCIMIdentifier(of: stored.account).text }

  var resource: JSONValue {
    let account = stored.account
    var resource = stored.profile
    resource["schemas"] = [.text(UserSchema.user.id)]
    resource["id"] = .text(id)
    resource["userName"] = .text(account.address.text)
    resource["active"] = .boolean(account.state == .active)
    resource["displayName"] = account.displayName.isEmpty ? nil : .text(account.displayName)
    resource["externalId"] = stored.externalId.map(JSONValue.text)
    let emails = self.emails
    resource["emails"] = emails.isEmpty ? nil : .list(emails)
    resource["meta"] = ["resourceType": "User", "created": .text(account.created.formatted(.iso8601))]
    return resource
  }

  /// What the client has said; for an account that was made here, its own address and its aliases.
  private var emails: [JSONValue] {
    if stored.provider != nil { return stored.profile["emails"]?.elements ?? [] }
    return [["value": .text(stored.account.address.text), "type": "work", "primary": true]]
      + aliases.map { ["value": .text($0.text), "type": "other"] }
  }
}

/// The address and the moment at which something was made, as one word.
struct SCIMIdentifier {
  let address: Address
  let created: Date
}

extension SCIMIdentifier {
  init(of account: Account) {
    self.init(address: account.address, created: account.created)
  }

  init?(_ text: String) {
    let padded = text.replacing("-", with: "+").replacing("_", with: "/")
    let rest = padded + String(repeating: "=", count: (4 - padded.count % 4) % 4)
    let parts = Data(base64Encoded: rest).map { String(decoding: $0, as: UTF8.self).split(separator: " ") } ?? []
    guard parts.count == 2, let microseconds = Int64(parts[0]), let address = try? Address(String(parts[1])) else {
      return nil
    }
    self.init(address: address, created: Date(timeIntervalSince1970: Double(microseconds) / 1_000_000))
    guard self.text == text else { return nil }
  }

  var text: String {
    let microseconds = Int64((created.timeIntervalSince1970 * 1_000_000).rounded())
    return Data("\(microseconds) \(address.text)".utf8).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
