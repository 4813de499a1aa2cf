import Foundation
import Kernel
import MailModel

/// Stops an account at once. Its mail is kept, and its open sessions end.
package struct SuspendAccount: Action {
  package static let name = "accounts.suspend"
  package static let route = Route.post("accounts/{address}/suspend")
  package static let permission: Permission = "accounts.suspend"
  package static let forms: [String: TextForm] = ["reason": .line(0...500)]
  package static let summary = Text(en: "Suspends an account.", es: "Suspende una cuenta.")
  package var address: Address
  /// Whether it goes on receiving.
  package var receives: Bool?
  package var reason: String?
  package var scope: Scope { .account(address) }

  package init(address: Address, receives: Bool? = nil, reason: String? = nil) {
    self.address = address
    self.receives = receives
    self.reason = reason
  }

  package func perform(in work: Work) throws -> Account {
    try work.changeStanding(of: Account.present(address, in: work.db)) { account in
      account.state = receives == true ? .receiveOnly : .suspended
      account.reason = try Reason.checked(reason ?? "")
    }
  }
}

package struct ResumeAccount: Action {
  package static let name = "accounts.resume"
  package static let route = Route.post("accounts/{address}/resume")
  package static let permission: Permission = "accounts.resume"
  package static let summary = Text(en: "Ends a suspension.", es: "Termina una suspensión.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func perform(in work: Work) throws -> Account {
    try work.requireNotFollowed(suspensionOf: address)
    return try work.changeStanding(of: Account.present(address, in: work.db)) { account in
      account.state = account.isShared ? .receiveOnly : .active
      account.reason = ""
    }
  }
}

/// Says from when until when an account is valid; what is `nil` has no limit.
package struct ExpireAccount: Action {
  package static let name = "accounts.expire"
  package static let route = Route.put("accounts/{address}/validity")
  package static let permission: Permission = "accounts.expire"
  package static let summary = Text(
    en: "Sets the dates between which an account is valid.", es: "Fija las fechas entre las que vale una cuenta.")
  package var address: Address
  package var from: Date?
  package var until: Date?
  package var scope: Scope { .account(address) }

  package init(address: Address, from: Date?, until: Date?) {
    self.address = address
    self.from = from
    self.until = until
  }

  package func perform(in work: Work) throws -> Account {
    if let from, let until, from >= until {
      throw Fault(
        .invalid, en: "the account would end before it begins", es: "la cuenta terminaría antes de empezar",
        hint: Text(en: "choose a later end", es: "elija un final posterior"), field: "until")
    }
    return try work.changeStanding(of: Account.present(address, in: work.db)) { account in
      account.validFrom = from
      account.validUntil = until
    }
  }
}

/// Puts an account on hold: it receives, nobody signs in, and it cannot be removed until the hold is released.
package struct HoldAccount: Action {
  package static let name = "accounts.hold"
  package static let route = Route.post("accounts/{address}/hold")
  package static let permission: Permission = "accounts.hold"
  package static let forms: [String: TextForm] = ["reason": .line(1...500)]
  package static let summary = Text(
    en: "Keeps an account's mail under hold.", es: "Retiene el correo de una cuenta.")
  package var address: Address
  package var reason: String
  package var scope: Scope { .account(address) }

  package init(address: Address, reason: String) {
    self.address = address
    self.reason = reason
  }

  package func perform(in work: Work) throws -> Account {
    let reason = try Reason.checked(reason)
    guard !reason.isEmpty else {
      throw Fault(
        .invalid, en: "a hold needs a reason", es: "una retención necesita un motivo",
        hint: Text(en: "say who asked for it and why", es: "diga quién la pidió y por qué"), field: "reason")
    }
    return try work.changeStanding(of: Account.existing(address, in: work.db)) { $0.hold = reason }
  }
}

/// Releases a hold; the account is again what it would be without.
package struct ReleaseAccount: Action {
  package static let name = "accounts.release"
  package static let route = Route.delete("accounts/{address}/hold")
  package static let permission: Permission = "accounts.release"
  package static let summary = Text(en: "Releases a hold.", es: "Levanta una retención.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func perform(in work: Work) throws -> Account {
    try work.changeStanding(of: Account.existing(address, in: work.db)) { $0.hold = nil }
  }
}

/// Why something was done to somebody's account, in a person's words.
enum Reason {
  static func checked(_ text: String) throws(Fault) -> String {
    guard text.count <= 500, !UnseenCharacters.stand(in: text) else {
      throw Fault(
        .invalid, en: "the reason is too long or holds control characters",
        es: "el motivo es demasiado largo o tiene caracteres de control",
        hint: Text(en: "use at most 500 characters", es: "use como mucho 500 caracteres"), field: "reason")
    }
    return text
  }
}
