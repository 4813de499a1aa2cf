import Foundation
import Kernel
import MailModel
import Store

/// Brings one account or group to what the directory says: wholly or not at all.
extension LDAPPlan {
  /// What became of it; `nil` where there is nothing to tell.
  func carryOut(_ step: Step, in work: Work) throws -> LDAPReport.Row? {
    do {
      return try work.db.attempt { db in
        let part = Work(db: db, now: work.now, principal: work.principal)
        switch step {
        case .person(let person): return try follow(person, in: part)
        case .gone(let followed): return try lose(followed, in: part)
        case .group(let group): return try follow(group, in: part)
        case .members(let group, let members): return try fill(group, with: members, in: part)
        case .goneGroup(let followed): return try lose(followed, in: part)
        }
      }
    } catch let fault as Fault {
      return .init(dn: step.dn, address: step.address.text, result: .refused, findings: [ImportFinding(fault)])
    }
  }

  private func follow(_ person: DirectoryPerson, in work: Work) throws -> LDAPReport.Row {
    let address = person.name.address
    let known = try FollowedAccount.find(key: person.name.key, in: work.db)
    try person.name.requireSameAddress(known?.address)
    var wanted = DescribedAccount(address: address, reason: "LDAP: \(person.name.dn)")
    wanted.displayName = person.name.displayName
    // Those of other services are no matter of ours.
    wanted.aliases = try person.aliases.filter { try Domain.find($0.domain, in: work.db) != nil }
    if try Account.find(address, in: work.db) == nil { wanted.serviceClass = source.serviceClass }
    let outcome = try wanted.put(in: work, updates: true)
    let before = try FollowedAccount.find(address, in: work.db)
    let lost = try before?.aliases(in: work.db).subtracting(wanted.aliases) ?? []
    for alias in lost.sorted() { try drop(alias, of: address, in: work) }
    var followed = FollowedAccount(
      address: address, key: person.name.key, dn: person.name.dn, suspended: before?.suspended ?? false)
    let state = try follow(person, &followed, in: work)
    if followed != before { try followed.save(in: work.db) }
    if try followed.aliases(in: work.db) != Set(wanted.aliases) { try followed.set(Set(wanted.aliases), in: work.db) }
    switch outcome {
    case .added: return person.name.row(.added)
    case .changed: return person.name.row(state ?? .changed)
    case .unchanged: return person.name.row(state ?? (lost.isEmpty ? .unchanged : .changed))
    }
  }

  /// An alias that leads to others as well stays.
  private func drop(_ alias: Address, of address: Address, in work: Work) throws {
    guard try Alias.find(alias, in: work.db)?.targets == [address] else { return }
    try work.carryOut(RemoveAlias(address: alias))
  }

  /// Suspends whom the directory has disabled, and lets in again whom it has not.
  private func follow(_ person: DirectoryPerson, _ followed: inout FollowedAccount, in work: Work) throws
    -> LDAPReport.Result?
  {
    let account = try Account.existing(person.name.address, in: work.db)
    if person.isDisabled, account.state == .active {
      try work.carryOut(SuspendAccount(address: account.address, reason: Self.disabled))
      followed.suspended = true
      return .suspended
    }
    guard !person.isDisabled, followed.suspended else { return nil }
    followed.suspended = false
    // Whom somebody here suspended besides, for a reason of their own, stays so.
    guard account.state == .suspended, [Self.disabled, Self.gone].contains(account.reason) else { return nil }
    try work.carryOut(ResumeAccount(address: account.address))
    return .resumed
  }

  /// Gone: suspended at once, removed when its grace is over.
  private func lose(_ followed: FollowedAccount, in work: Work) throws -> LDAPReport.Row {
    func row(_ result: LDAPReport.Result) -> LDAPReport.Row {
      .init(dn: followed.dn, address: followed.address.text, result: result)
    }
    let account = try Account.existing(followed.address, in: work.db)
    guard account.removed == nil else {
      try followed.release(in: work.db)
      return row(.unchanged)
    }
    guard let missing = followed.missing else {
      var followed = followed
      followed.missing = work.now
      if account.state == .active {
        followed.suspended = true
        try work.carryOut(SuspendAccount(address: followed.address, reason: Self.gone))
      }
      try followed.save(in: work.db)
      return row(.suspended)
    }
    guard missing.addingTimeInterval(Double(source.graceDays) * 86_400) <= work.now else { return row(.unchanged) }
    for alias in try followed.aliases(in: work.db).sorted() { try drop(alias, of: followed.address, in: work) }
    try work.carryOut(RemoveAccount(address: followed.address))
    try followed.release(in: work.db)
    return row(.removed)
  }

  /// Whoever reads it may have either language.
  private static let disabled = "disabled in the directory / desactivada en el directorio"
  private static let gone = "no longer in the directory / ya no está en el directorio"
}

extension LDAPPlan.Step {
  var dn: String {
    switch self {
    case .person(let person): person.name.dn
    case .gone(let followed): followed.dn
    case .group(let group), .members(let group, _): group.name.dn
    case .goneGroup(let followed): followed.dn
    }
  }

  var address: Address {
    switch self {
    case .person(let person): person.name.address
    case .gone(let followed): followed.address
    case .group(let group), .members(let group, _): group.name.address
    case .goneGroup(let followed): followed.address
    }
  }
}

extension DirectoryName {
  func row(_ result: LDAPReport.Result, _ findings: [ImportFinding] = []) -> LDAPReport.Row {
    .init(dn: dn, address: address.text, result: result, findings: findings)
  }

  func requireSameAddress(_ known: Address?) throws(Fault) {
    guard let known, known != address else { return }
    throw Fault(
      .conflict, en: "\(known) is \(address) in the directory now, and addresses are not changed",
      es: "\(known) ahora es \(address) en el directorio, y las direcciones no se cambian",
      hint: Text(
        en: "keep the old address there and add the new one as an alias",
        es: "conserve allí la dirección antigua y añada la nueva como alias"))
  }
}
