import Foundation
import Kernel
import MailModel
import Store

/// Makes an app password. What is not given is not limited.
package struct AddAppPassword: Action {
  package static let name = "appPasswords.add"
  package static let route = Route.post("accounts/{address}/app-passwords")
  package static let permission: Permission = "appPasswords.add"
  package static let summary = Text(en: "Makes an app password.", es: "Crea una contraseña de aplicación.")
  package var address: Address
  package var name: String
  package var protocols: Protocols?
  package var networks: [Network]?
  package var expires: Date?
  /// What `prepared` makes; never on the wire.
  private var secret: Secret?
  private var secretHash: Secret?
  package var scope: Scope { .account(address) }
  package var opens: Opening? { .quietly(address) }

  private enum CodingKeys: String, CodingKey { case address, name, protocols, networks, expires }
  /// So many can be had: each sign-in is compared with all of them.
  private static let most = 50

  package init(
    address: Address, name: String, protocols: Protocols? = nil, networks: [Network]? = nil, expires: Date? = nil
  ) {
    self.address = address
    self.name = name
    self.protocols = protocols
    self.networks = networks
    self.expires = expires
  }

  package func prepared() throws -> AddAppPassword {
    let words = AppPasswordWords()
    var ready = self
    ready.secret = words.secret
    ready.secretHash = words.hash
    return ready
  }

  package func perform(in work: Work) throws -> NewAppPassword {
    let account = try Account.person(address, in: work.db)
    let made = AppPassword(
      address: address, name: name, protocols: protocols ?? .all, networks: networks ?? [], expires: expires,
      created: work.now)
    try check(made, beside: try AppPassword.all(of: address, in: work.db), at: work.now)
    try Rights.requireNoStronger(address, in: work)
    guard let secret, let secretHash else { return try prepared().perform(in: work) }
    try made.insert(hash: secretHash, into: work.db)
    try work.publish(.account, address.text)
    try work.follow(account)
    return NewAppPassword(entry: made, secret: secret)
  }

  private func check(_ made: AppPassword, beside others: [AppPassword], at now: Date) throws {
    guard (1...80).contains(name.count), !UnseenCharacters.stand(in: name) else {
      throw Fault(
        .invalid, en: "an app password needs a name of 1 to 80 characters",
        es: "una contraseña de aplicación necesita un nombre de 1 a 80 caracteres",
        hint: Text(en: "say what it is for, as in “phone”", es: "diga para qué es, como «móvil»"), field: "name")
    }
    guard !others.contains(where: { $0.name == name }) else {
      throw Fault(
        .conflict, en: "\(address) has an app password “\(name)” already",
        es: "\(address) ya tiene una contraseña de aplicación «\(name)»",
        hint: Text(en: "remove that one, or choose another name", es: "elimínela, o elija otro nombre"), field: "name")
    }
    guard others.count < Self.most, made.networks.count <= 20 else {
      throw Fault(
        .invalid, en: "\(Self.most) app passwords with 20 networks each are the most",
        es: "lo máximo son \(Self.most) contraseñas de aplicación con 20 redes cada una",
        hint: Text(en: "remove those that nobody uses", es: "elimine las que nadie use"))
    }
    guard made.protocols != .none, made.expires.map({ $0 > now }) ?? true else {
      throw Fault(
        .invalid, en: "the app password would open nothing", es: "la contraseña de aplicación no abriría nada",
        hint: Text(en: "give it a protocol and a later end", es: "dele un protocolo y un final posterior"))
    }
  }
}

/// An app password that was just made. Nobody sees its words again.
package struct NewAppPassword: Codable, Sendable {
  package var entry: AppPassword
  package var secret: Secret
}

/// Takes an app password away. What was signed in with it is out.
package struct RemoveAppPassword: Action {
  package static let name = "appPasswords.remove"
  package static let route = Route.delete("accounts/{address}/app-passwords/{name}")
  package static let permission: Permission = "appPasswords.remove"
  package static let summary = Text(en: "Takes an app password away.", es: "Retira una contraseña de aplicación.")
  package var address: Address
  package var name: String
  package var scope: Scope { .account(address) }

  package init(address: Address, name: String) {
    self.address = address
    self.name = name
  }

  package func perform(in work: Work) throws -> AppPassword {
    let account = try Account.existing(address, in: work.db)
    guard let gone = try AppPassword.all(of: address, in: work.db).first(where: { $0.name == name }) else {
      throw Fault(
        .notFound, en: "\(address) has no app password “\(name.prefix(80))”",
        es: "\(address) no tiene la contraseña de aplicación «\(name.prefix(80))»",
        hint: Text(
          en: "“palomar account app-passwords \(address) list” shows them",
          es: "«palomar account app-passwords \(address) list» las muestra"), field: "name")
    }
    try Rights.requireNoStronger(address, in: work)
    try work.record(before: gone)
    try work.db.execute("DELETE FROM app_password WHERE address = \(address) AND name = \(name)")
    try work.publish(.account, address.text, endsSessions: true)
    try work.follow(account)
    return gone
  }
}

package struct ListAppPasswords: Query {
  package static let name = "appPasswords.list"
  package static let route = Route.get("accounts/{address}/app-passwords")
  package static let permission: Permission = "appPasswords.read"
  package static let summary = Text(
    en: "Lists an account's app passwords.", es: "Enumera las contraseñas de aplicación de una cuenta.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func answer(from db: any Database) throws -> [AppPassword] {
    _ = try Account.existing(address, in: db)
    return try AppPassword.all(of: address, in: db)
  }
}
