import Foundation
import Kernel
import MailModel
import Store

/// Keeps a passkey that its owner's authenticator has just made, with the proof of that, which no wire carries.
package struct AddPasskey: Action {
  package static let name = "passkeys.add"
  package static let route = Route.post("accounts/{address}/passkeys")
  package static let permission: Permission = "passkeys.add"
  package static let summary = Text(en: "Adds a passkey.", es: "Añade una llave de acceso.")
  package var address: Address
  package var name: String
  package var scope: Scope { .account(address) }
  private var proof: Proof?

  private struct Proof: Sendable {
    var challenge: PasskeyChallenge
    var registration: PasskeyRegistration
    var session: String
  }

  private enum CodingKeys: String, CodingKey { case address, name }

  /// `session` goes on; with the first second factor all others end.
  init(
    address: Address, name: String, _ registration: PasskeyRegistration, for challenge: PasskeyChallenge,
    session: String
  ) {
    self.address = address
    self.name = name
    proof = Proof(challenge: challenge, registration: registration, session: session)
  }

  package func perform(in work: Work) throws -> Passkey {
    _ = try Account.present(address, in: work.db)
    try SecondFactor.requireOwner(of: address, in: work)
    guard let proof else { throw Fault.staleChallenge }
    let others = try Passkey.all(of: address, in: work.db)
    try PasskeyName.check(name, beside: others)
    guard others.count < Passkey.most else {
      throw Fault(
        .invalid, en: "\(Passkey.most) passkeys are the most", es: "lo máximo son \(Passkey.most) llaves de acceso",
        hint: Text(en: "remove those that nobody uses", es: "elimine las que nadie use"))
    }
    let made = try passkey(proof, at: work.now)
    guard try Passkey.find(id: made.id, in: work.db) == nil else {
      throw Fault(
        .conflict, en: "this passkey is known already", es: "esta llave de acceso ya se conoce",
        hint: Text(en: "sign in with it", es: "entre con ella"), field: "passkey")
    }
    let isFirst = try !SecondFactor.isInForce(for: address, in: work.db)
    try made.insert(into: work.db)
    if isFirst { try Session.end(allOf: address, but: proof.session, in: work.db) }
    return made
  }

  private func passkey(_ proof: Proof, at now: Date) throws(Fault) -> Passkey {
    let (data, credential) = try proof.challenge.ceremony.credential(from: proof.registration)
    return Passkey(
      address: address, name: name, relyingParty: proof.challenge.party.id,
      isBackupEligible: data.flags.contains(.backupEligible), isBackedUp: data.flags.contains(.backedUp), created: now,
      id: Data(credential.id).base64URL, handle: proof.challenge.handle, key: Data(credential.key).base64URL,
      counter: Int64(data.counter), transports: Self.known(proof.registration.transports))
  }

  /// What the specification knows (§5.8.4); it is only handed back to browsers.
  private static func known(_ transports: [String]) -> [String] {
    ["usb", "nfc", "ble", "smart-card", "hybrid", "internal"].filter(transports.contains)
  }
}

enum PasskeyName {
  static func check(_ name: String, beside others: [Passkey]) throws {
    guard (1...80).contains(name.count), !UnseenCharacters.stand(in: name)
    else {
      throw Fault(
        .invalid, en: "a passkey needs a name of 1 to 80 characters",
        es: "una llave de acceso necesita un nombre de 1 a 80 caracteres",
        hint: Text(en: "say where it is, as in “phone”", es: "diga dónde está, como «móvil»"), field: "name")
    }
    guard !others.contains(where: { $0.name == name }) else {
      throw Fault(
        .conflict, en: "there is a passkey “\(name)” already", es: "ya existe una llave de acceso «\(name)»",
        hint: Text(en: "choose another name", es: "elija otro nombre"), field: "name")
    }
  }
}

package struct RenamePasskey: Action {
  package static let name = "passkeys.rename"
  package static let route = Route.put("accounts/{address}/passkeys/{name}")
  package static let permission: Permission = "passkeys.rename"
  package static let forms: [String: TextForm] = ["newName": .line(1...80)]
  package static let summary = Text(en: "Renames a passkey.", es: "Cambia el nombre de una llave de acceso.")
  package var address: Address
  package var name: String
  package var newName: String
  package var scope: Scope { .account(address) }

  package init(address: Address, name: String, newName: String) {
    self.address = address
    self.name = name
    self.newName = newName
  }

  package func perform(in work: Work) throws -> Passkey {
    var passkey = try Passkey.existing(address, name, in: work.db)
    guard newName != name else { return passkey }
    try PasskeyName.check(newName, beside: try Passkey.all(of: address, in: work.db))
    try work.record(before: passkey)
    try passkey.rename(to: newName, in: work.db)
    passkey.name = newName
    return passkey
  }
}

/// Takes a passkey away. When somebody else than its owner does, the account's sessions end: the device may be stolen.
package struct RemovePasskey: Action {
  package static let name = "passkeys.remove"
  package static let route = Route.delete("accounts/{address}/passkeys/{name}")
  package static let permission: Permission = "passkeys.remove"
  package static let summary = Text(en: "Removes a passkey.", es: "Elimina una llave de acceso.")
  package var address: Address
  package var name: String
  package var scope: Scope { .account(address) }

  package init(address: Address, name: String) {
    self.address = address
    self.name = name
  }

  package func perform(in work: Work) throws -> Passkey {
    let passkey = try Passkey.existing(address, name, in: work.db)
    try Rights.requireNoStronger(address, in: work)
    try work.record(before: passkey)
    try passkey.delete(from: work.db)
    try SecondFactorDuty.requireKept(by: address, in: work)
    if work.principal.account != address { try Session.end(allOf: address, in: work.db) }
    return passkey
  }
}

package struct ListPasskeys: Query {
  package static let name = "passkeys.list"
  package static let route = Route.get("accounts/{address}/passkeys")
  package static let permission: Permission = "passkeys.read"
  package static let summary = Text(
    en: "Lists an account's passkeys.", es: "Enumera las llaves de acceso de una cuenta.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func answer(from db: any Database) throws -> [Passkey] {
    _ = try Account.existing(address, in: db)
    return try Passkey.all(of: address, in: db)
  }
}
