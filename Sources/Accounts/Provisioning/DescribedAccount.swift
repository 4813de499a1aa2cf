import Foundation
import Kernel
import MailModel
import Store

/// An account as a file or a directory elsewhere describes it. What is `nil` is left as it is.
struct DescribedAccount: Hashable, Sendable {
  var address: Address
  var displayName: String?
  /// 0 is no limit.
  var quota: ByteCount?
  var serviceClass: String?
  var hash: PasswordHash?
  /// Whether a password or a hash is given, also where it is the present one.
  var setsPassword = false
  /// Other addresses whose mail goes to it.
  var aliases: [Address] = []
  /// Groups that it is in.
  var groups: [Address] = []
  var validFrom: Date?
  var validUntil: Date?
  /// Why a value may differ from that of its class.
  var reason: String

  init(address: Address, reason: String) {
    self.address = address
    self.reason = reason
  }

  enum Outcome: Sendable {
    case added
    case changed(from: Account)
    /// `differs` when it is not as described, and was to be left as it is.
    case unchanged(differs: Bool)
  }

  /// Brings the account to what is described, as far as who asks may do so by hand: each step is the action that does
  /// it, authorised as that. An account that is there is changed if `updates`.
  func put(in work: Work, updates: Bool) throws -> Outcome {
    guard let present = try Account.find(address, in: work.db) else {
      try add(in: work)
      return .added
    }
    guard present.removed == nil else {
      _ = try Account.present(address, in: work.db)
      return .unchanged(differs: true)
    }
    if setsPassword {
      // Before it is compared: whoever may not set the password learns nothing about the present one.
      try work.principal.require(SetPassword.permission, in: .account(address))
      try Rights.requireNoStronger(address, in: work)
    }
    let changes = try changes(of: present, in: work.db)
    guard updates else { return .unchanged(differs: !changes.isEmpty) }
    for change in changes { try change(work) }
    return changes.isEmpty ? .unchanged(differs: false) : .changed(from: present)
  }

  private func add(in work: Work) throws {
    let own = serviceClass == nil ? quota : nil
    try work.carryOut(
      AddAccount(address: address, displayName: displayName, quota: own, serviceClass: serviceClass, hash: hash))
    let added = try Account.existing(address, in: work.db)
    var rest = self
    rest.hash = nil
    for change in try rest.changes(of: added, in: work.db) { try change(work) }
  }

  private typealias Change = (Work) throws -> Void

  /// The steps from `present` to what is described: none where it is so already.
  private func changes(of present: Account, in db: any Database) throws -> [Change] {
    var changes: [Change] = []
    if let displayName, displayName != present.displayName {
      changes.append { try $0.carryOut(ChangeAccount(address: address, displayName: displayName)) }
    }
    if let serviceClass, serviceClass != present.serviceClass {
      changes.append { try $0.carryOut(AssignClass(address: address, serviceClass: serviceClass)) }
    }
    if let change = try quotaChange(of: present, in: db) { changes.append(change) }
    let (from, until) = (validFrom ?? present.validFrom, validUntil ?? present.validUntil)
    if from != present.validFrom || until != present.validUntil {
      changes.append { try $0.carryOut(ExpireAccount(address: address, from: from, until: until)) }
    }
    if let hash, try Account.hash(of: address, in: db) != hash {
      changes.append { try $0.carryOut(SetPassword(address: address, hash: hash)) }
    }
    for group in groups where try Membership.find(address, of: group, in: db) == nil {
      changes.append { try $0.carryOut(JoinGroup(address: group, members: [address])) }
    }
    return try changes + aliases.compactMap { try aliasChange($0, in: db) }
  }

  private func quotaChange(of present: Account, in db: any Database) throws -> Change? {
    guard let quota else { return nil }
    let isNew = serviceClass.map { $0 != present.serviceClass } ?? false
    let effective = try EffectiveService(of: present, in: db).quota.value
    guard isNew || effective != (quota.bytes == 0 ? nil : quota) else { return nil }
    return { work in
      var change = ChangeAccount(address: address, quota: quota)
      change.reason = reason
      try work.carryOut(change)
    }
  }

  private func aliasChange(_ alias: Address, in db: any Database) throws -> Change? {
    if let present = try Alias.find(alias, in: db) {
      guard !present.targets.contains(address) else { return nil }
      throw Fault(
        .conflict, en: "there is an alias \(alias) already, and it leads elsewhere",
        es: "ya existe el alias \(alias), y lleva a otra parte",
        hint: Text(
          en: "leave it out here, and add the target to it: palomar alias add \(alias) \(address)",
          es: "omítalo aquí, y añádale el destino: palomar alias add \(alias) \(address)"), field: "aliases")
    }
    return { try $0.carryOut(AddAlias(address: alias, targets: [address])) }
  }
}

extension Work {
  /// Performs a part of something larger, whose journal entry tells of it: authorised by its own permission and scope.
  @discardableResult
  func carryOut<Change: Action>(_ action: Change) throws -> Change.Outcome {
    try principal.require(Change.permission, in: action.scope)
    return try action.perform(in: Work(db: db, now: now, principal: principal))
  }
}
