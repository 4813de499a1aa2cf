import Kernel
import MailFormats
import MailModel

/// What an account shall be like, by what a client has sent.
package struct WantedUser: Codable, Sendable {
  package var address: Address
  package var displayName: String
  package var active: Bool
  package var password: Secret?
  package var externalId: String?
  /// What else it says, to be kept and shown again.
  package var profile: JSONValue
  /// What `hashed` makes of the password; never on the wire.
  private var passwordHash: PasswordHash?

  private enum CodingKeys: String, CodingKey { case address, displayName, active, password, externalId, profile }

  /// `resource` is what the schema accepts of a request. A name without a domain is one of `domain`.
  init(_ resource: JSONValue, in domain: DomainName?) throws {
    guard let userName = resource["userName"]?.text, !userName.isEmpty else {
      throw SCIMFailure(.invalidValue, en: "userName is missing", es: "falta userName")
    }
    address = try Self.address(userName, in: domain)
    displayName = resource["displayName"]?.text ?? ""
    active = resource["active"]?.boolean ?? true
    password = resource["password"]?.text.map { Secret($0) }
    externalId = resource["externalId"]?.text
    profile = [:]
    let own = ["userName", "displayName", "active", "password", "externalId"]
    for (name, value) in resource.object ?? [:] where !own.contains(name) { profile[name] = value }
  }

  private static func address(_ userName: String, in domain: DomainName?) throws -> Address {
    do {
      if let domain, !userName.contains("@") { return try Address(local: userName, domain: domain) }
      return try Address(userName)
    } catch {
      throw SCIMFailure(.invalidValue, en: error.line(in: .english), es: error.line(in: .spanish))
    }
  }

  /// With its password as a hash, if it may have that one. It takes its time, and no transaction.
  func hashed(on plane: ControlPlane) async throws -> WantedUser {
    guard let password else { return self }
    let owner = PasswordOwner(address: address, displayName: displayName)
    var ready = self
    ready.passwordHash = PasswordHash(stored: try await ChosenPassword.hash(password, of: owner, on: plane))
    return ready
  }

  /// The account with its password, where it is new.
  var account: AddAccount {
    guard let passwordHash else { return AddAccount(address: address, displayName: displayName, password: password) }
    return AddAccount(
      address: address, displayName: displayName, quota: nil, serviceClass: nil, hash: passwordHash)
  }

  /// What sets its password, if there is one.
  var newPassword: SetPassword? {
    passwordHash.map { SetPassword(address: address, hash: $0) }
      ?? password.map { SetPassword(address: address, password: $0) }
  }

  /// A person who is new has the name that the client spells out.
  func named() -> WantedUser {
    var named = self
    let parts = [profile["name"]?["givenName"]?.text, profile["name"]?["familyName"]?.text].compactMap { $0 }
    if displayName.isEmpty {
      named.displayName = profile["name"]?["formatted"]?.text ?? parts.joined(separator: " ")
    }
    return named
  }

  /// The addresses that are to lead to the mailbox, if they are of this service.
  var otherAddresses: Set<Address> { Self.addresses(in: profile["emails"]).subtracting([address]) }

  static func addresses(in emails: JSONValue?) -> Set<Address> {
    Set((emails?.elements ?? []).compactMap { $0["value"]?.text.flatMap { try? Address($0) } })
  }
}
