import Dispatch
import Foundation
import Kernel
import MailModel
import Store

/// Looks at the passwords of a file and turns them into hashes before the transaction, as many at a time as there are
/// processors, and on threads that may be busy. They are held to what every password is held to.
struct ImportedPasswords {
  private let run: Import

  init(of run: Import) {
    self.run = run
  }

  /// What the store knows of the accounts in question.
  private struct Known: Sendable {
    struct Holder: Sendable {
      var displayName: String
      var hash: PasswordHash?
    }

    var policy: PasswordPolicy
    var holders: [Address: Holder]
  }

  func ready(_ records: [ImportedRecord], in store: Store) async throws -> [ImportedRecord] {
    let addresses = records.compactMap { $0.password == nil ? nil : $0.account?.address }
    guard !addresses.isEmpty else { return records }
    let known = try await store.read { try Self.known(of: addresses, in: $0) }
    return try await withThrowingTaskGroup(of: (Int, ImportedRecord).self) { group in
      var ready = records
      var waiting = records.indices.makeIterator()
      func addNext() {
        guard let index = waiting.next() else { return }
        group.addTask { (index, try await self.ready(records[index], known)) }
      }
      for _ in 0..<ProcessInfo.processInfo.activeProcessorCount { addNext() }
      while let (index, record) = try await group.next() {
        ready[index] = record
        addNext()
      }
      return ready
    }
  }

  private static func known(of addresses: [Address], in db: any Database) throws -> Known {
    let policy = try PasswordPolicy.present(in: db)
    let holders = try addresses.reduce(into: [Address: Known.Holder]()) { holders, address in
      guard let account = try Account.find(address, in: db) else { return }
      holders[address] = .init(displayName: account.displayName, hash: try Account.hash(of: address, in: db))
    }
    return Known(policy: policy, holders: holders)
  }

  private func ready(_ record: ImportedRecord, _ known: Known) async throws -> ImportedRecord {
    guard let password = record.password, let account = record.account else { return record }
    let holder = known.holders[account.address]
    // An account that is left as it is gets no password.
    if holder != nil, !run.updates { return record.hashed(nil) }
    let names = [account.displayName, holder?.displayName].compactMap { $0 }
    let owner = PasswordOwner(address: account.address, displayName: names.joined(separator: " "))
    return try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global(qos: .utility).async {
        continuation.resume(with: Result { try ready(record, password, of: owner, holder, known.policy) })
      }
    }
  }

  private func ready(
    _ record: ImportedRecord, _ password: Secret, of owner: PasswordOwner, _ holder: Known.Holder?,
    _ policy: PasswordPolicy
  ) throws -> ImportedRecord {
    // Before it is compared with the present one, so that no finding tells which that is.
    do {
      try ChosenPassword.check(password, of: owner, policy)
    } catch let fault as Fault where fault.code == .invalid {
      return record.refused(because: fault)
    }
    // The same password needs no other hash.
    if let hash = holder?.hash, hash.isOf(password) { return record.hashed(hash) }
    // A dry run has nobody to keep the hash of a new account for.
    return record.hashed(holder == nil && run.state == .checking ? nil : try PasswordHash(of: password))
  }
}
