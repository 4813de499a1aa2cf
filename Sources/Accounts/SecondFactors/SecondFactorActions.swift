import Crypto
import Foundation
import Kernel
import MailModel
import Store

package struct SecondFactorState: Codable, Hashable, Sendable {
  package var isActive: Bool
  package var since: Date?
  package var recoveryCodesLeft: Int
  /// From when on one of the account's roles requires one, as long as it has neither this nor a passkey.
  package var requiredFrom: Date?
}

package struct ShowSecondFactor: Query {
  package static let name = "secondFactor.show"
  package static let route = Route.get("accounts/{address}/second-factor")
  package static let permission: Permission = "secondFactor.read"
  package static let summary = Text(
    en: "Shows whether an account has a second factor.", es: "Muestra si una cuenta tiene segundo factor.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func answer(from db: any Database) throws -> SecondFactorState {
    _ = try Account.existing(address, in: db)
    // A role that ends by itself counts until it is taken away.
    let isEnough = try SecondFactor.isInForce(for: address, in: db)
    let start = isEnough ? nil : try SecondFactorDuty.start(for: address, at: .distantPast, in: db)
    guard let factor = try SecondFactor.find(address, in: db), factor.isConfirmed else {
      return SecondFactorState(isActive: false, since: nil, recoveryCodesLeft: 0, requiredFrom: start)
    }
    return SecondFactorState(
      isActive: true, since: factor.created, recoveryCodesLeft: try SecondFactor.recoveryCodesLeft(address, in: db),
      requiredFrom: start)
  }
}

/// The key for an authenticator app, to be typed or opened as a link; shown once.
package struct SecondFactorOffer: Codable, Sendable {
  /// Base32, in groups of four.
  package var key: Secret
  /// `otpauth://totp/…`, as the apps take it.
  package var link: Secret
}

package struct StartSecondFactor: Action {
  package static let name = "secondFactor.start"
  package static let route = Route.post("accounts/{address}/second-factor")
  package static let permission: Permission = "secondFactor.start"
  package static let summary = Text(
    en: "Makes a key for an authenticator app.", es: "Crea una clave para una aplicación de autenticación.")
  package var address: Address
  package var scope: Scope { .account(address) }
  private var key: Secret?

  private enum CodingKeys: String, CodingKey { case address }

  package init(address: Address) {
    self.address = address
  }

  package func prepared() throws -> StartSecondFactor {
    var ready = self
    let size = SymmetricKeySize(bitCount: 8 * OneTimeCode.keyLength)
    ready.key = Secret(Base32.text(of: SymmetricKey(size: size).withUnsafeBytes { Data($0) }))
    return ready
  }

  package func perform(in work: Work) throws -> SecondFactorOffer {
    _ = try Account.existing(address, in: work.db)
    try SecondFactor.requireOwner(of: address, in: work)
    guard let key else { throw SecondFactor.wrong }
    if try SecondFactor.find(address, in: work.db)?.isConfirmed == true {
      throw Fault(
        .conflict, en: "\(address) has a second factor already", es: "\(address) ya tiene segundo factor",
        hint: Text(en: "remove it first", es: "elimínelo antes"))
    }
    try SecondFactor.start(key: key, of: address, at: work.now, in: work.db)
    return offer(key.value)
  }

  /// The format that Google Authenticator has made common: issuer and account, and nothing that is not the default.
  private func offer(_ key: String) -> SecondFactorOffer {
    let name = address.text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    let groups = stride(from: 0, to: key.count, by: 4).map { start in String(key.dropFirst(start).prefix(4)) }
    return SecondFactorOffer(
      key: Secret(groups.joined(separator: " ")),
      link: Secret("otpauth://totp/Palomar:\(name)?secret=\(key)&issuer=Palomar"))
  }
}

/// Codes on paper; shown once.
package struct RecoveryCodes: Codable, Sendable {
  package var recoveryCodes: [Secret]
}

package struct ConfirmSecondFactor: Action {
  package static let name = "secondFactor.confirm"
  package static let route = Route.put("accounts/{address}/second-factor")
  package static let permission: Permission = "secondFactor.confirm"
  package static let summary = Text(
    en: "Puts the second factor in force by a first code.", es: "Pone en vigor el segundo factor con un primer código.")
  package var address: Address
  package var code: Secret
  package var scope: Scope { .account(address) }
  private var recoveryCodes: [Secret] = []

  private enum CodingKeys: String, CodingKey { case address, code }

  package init(address: Address, code: Secret) {
    self.address = address
    self.code = code
  }

  package func prepared() throws -> ConfirmSecondFactor {
    var ready = self
    ready.recoveryCodes = (0..<SecondFactor.recoveryCodes).map { _ in RecoveryCode.make() }
    return ready
  }

  package func perform(in work: Work) throws -> RecoveryCodes {
    try SecondFactor.requireOwner(of: address, in: work)
    guard let factor = try SecondFactor.find(address, in: work.db), !factor.isConfirmed else {
      throw Fault(
        .conflict, en: "no key of \(address) waits for a first code",
        es: "ninguna clave de \(address) espera un código",
        hint: Text(en: "begin anew", es: "empiece de nuevo"))
    }
    let plain = code.value.filter { !$0.isWhitespace }
    guard let step = factor.step(of: plain, at: work.now) else { throw SecondFactor.wrong }
    try SecondFactor.confirm(address, step: step, recoveryCodes: recoveryCodes, in: work.db)
    // They were opened without it.
    try Session.end(allOf: address, but: work.principal.origin.session, in: work.db)
    return RecoveryCodes(recoveryCodes: recoveryCodes)
  }
}

/// Gives up one's own second factor, by a code of it.
package struct GiveUpSecondFactor: Action {
  package static let name = "secondFactor.giveUp"
  package static let route = Route.post("accounts/{address}/second-factor/removal")
  package static let permission: Permission = "secondFactor.giveUp"
  package static let summary = Text(
    en: "Gives up one's own second factor.", es: "Renuncia al segundo factor propio.")
  package var address: Address
  package var code: Secret
  package var scope: Scope { .account(address) }

  package init(address: Address, code: Secret) {
    self.address = address
    self.code = code
  }

  package func perform(in work: Work) throws -> SecondFactorState {
    try SecondFactor.require(code, of: address, at: work.now, in: work.db)
    _ = try SecondFactor.remove(address, in: work.db)
    try SecondFactorDuty.requireKept(by: address, in: work)
    return SecondFactorState(isActive: false, since: nil, recoveryCodesLeft: 0)
  }
}

/// Takes the second factor from somebody who has lost it: for whoever looks after accounts, not for its owner.
package struct RemoveSecondFactor: Action {
  package static let name = "secondFactors.remove"
  package static let route = Route.delete("accounts/{address}/second-factor")
  package static let permission: Permission = "secondFactors.remove"
  package static let summary = Text(
    en: "Removes an account's second factor, passkeys included, and ends its sessions.",
    es: "Elimina el segundo factor de una cuenta, llaves de acceso incluidas, y termina sus sesiones.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func perform(in work: Work) throws -> SecondFactorState {
    _ = try Account.existing(address, in: work.db)
    try Rights.requireNoStronger(address, in: work)
    let hadPasskeys = try Passkey.delete(allOf: address, from: work.db)
    guard try SecondFactor.remove(address, in: work.db) || hadPasskeys else {
      throw Fault(
        .conflict, en: "\(address) has no second factor", es: "\(address) no tiene segundo factor")
    }
    try Session.end(allOf: address, in: work.db)
    return SecondFactorState(isActive: false, since: nil, recoveryCodesLeft: 0)
  }
}

extension SecondFactor {
  /// Whoever sets a second factor up owns it: that is for the account's owner in person, whatever others may.
  static func requireOwner(of address: Address, in work: Work) throws {
    guard work.principal.account == address, work.principal.origin.token == nil else {
      throw Fault(
        .forbidden, en: "only \(address) can set up the second factor of \(address)",
        es: "solo \(address) puede configurar el segundo factor de \(address)",
        hint: Text(en: "sign in to the console as \(address)", es: "entre en la consola como \(address)"))
    }
  }
}
