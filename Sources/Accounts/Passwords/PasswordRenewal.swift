import Kernel
import MailModel
import Store

/// A hash that another system made is replaced by ours at the first chance: when somebody shows the password.
struct PasswordRenewal {
  let plane: ControlPlane
  let gate: PasswordGate

  private struct Event: Encodable {
    var account: Address
  }

  func renew(_ password: Secret, of address: Address, hashed old: Secret?) async throws {
    guard let old, !PasswordHash(stored: old).isOurs else { return }
    // Whoever is in is in: where too many wait, the next sign-in does it.
    guard let hash = try? await gate.run({ Secret(try PasswordHash(of: password).text) }) else { return }
    try await plane.store.write { db in
      guard try Account.hash(of: address, in: db)?.text == old.value else { return }
      let work = Work(db: db, now: plane.now(), principal: Rights.owner(of: address))
      try Account.set(hash: hash, of: address, in: work)
      try work.record("accounts.hashRenewed", Event(account: address))
    }
    plane.wakeUp.signal()
  }
}
