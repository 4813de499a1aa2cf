import AgentProtocol
import Foundation
import Kernel
import MailModel
import Store

/// Looks what waits in Postfix's hold queue: the filter puts messages there whether we run or not, and some may have come
/// before their group ceased to be moderated.
struct NoteHeldPosts: Job {
  static let name = "groups.noteHeldPosts"
  /// Seconds between two looks.
  static let interval: TimeInterval = 20

  func run(with plane: ControlPlane) async throws {
    guard try await plane.world.agent.call(InstalledGeneration()) != nil else { return }
    let known = try await plane.store.read { try HeldPost.known(in: $0) }
    let found = try await plane.world.agent.call(FindHeldMessages(known: known))
    try await plane.store.write { db in
      let work = Work(db: db, now: plane.now(), principal: .system(Self.name))
      for gone in Set(known).subtracting(found.held + found.elsewhere) { try HeldPost.forget(gone, in: db) }
      for message in found.new { try Self.note(message, in: work) }
      // The agent may have been away for longer than its job was tried.
      for post in try HeldPost.unsettled(in: db) where found.held.contains(post.id) {
        try work.enqueue(SettleHeldPost(id: post.id, releases: post.releases), key: SettleHeldPost.key(of: post.id))
      }
    }
    if !found.new.isEmpty { plane.wakeUp.signal() }
    for post in try await plane.store.read({ try HeldPost.expired(at: plane.now(), in: $0) }) {
      _ = try await plane.perform(RefusePost(address: post.group, id: post.id), as: .system(Self.name))
    }
  }

  private static func note(_ message: HeldMessage, in work: Work) throws {
    // Its group went while it came: it stays on hold, where the queue shows it, until an administrator decides.
    guard let post = HeldPost(message), let group = try Group.find(post.group, in: work.db) else { return }
    try post.insert(into: work.db)
    for owner in try group.owners(in: work.db) where try Account.find(owner, in: work.db)?.removed == .some(nil) {
      try work.enqueue(TellModerator(post: post, moderator: owner), key: "\(TellModerator.name) \(post.id) \(owner)")
    }
  }
}

/// Writes to one of those who look after the group, with the message: a full mailbox keeps none of the others waiting.
struct TellModerator: Job {
  static let name = "groups.tellModerator"
  var post: HeldPost
  var moderator: Address

  func run(with plane: ControlPlane) async throws {
    _ = try await plane.world.agent.call(
      TellOfHeldMessage(id: post.id, group: post.group, moderator: moderator, until: post.until))
  }
}

/// Carries a decision out.
struct SettleHeldPost: Job {
  static let name = "groups.settleHeldPost"
  var id: QueueID
  var releases: Bool

  func run(with plane: ControlPlane) async throws {
    _ = try await plane.world.agent.call(SettleHeldMessage(id: id, releases: releases))
    try await plane.store.write { try HeldPost.settle(id, in: $0) }
  }

  static func key(of id: QueueID) -> String { "\(name) \(id)" }
}
