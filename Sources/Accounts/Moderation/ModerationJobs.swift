import AgentProtocol
import Foundation
import Kernel
import MailModel
import Store

/// Looks what waits in Postfix's hold queue: the filter puts messages there whether we run or not.
struct NoteHeldPosts: Job {
  static let name = "groups.noteHeldPosts"
  /// Seconds between two looks.
  static let interval: TimeInterval = 20

  func run(with plane: ControlPlane) async throws {
    let (mayCome, known) = try await plane.store.read { (try HeldPost.mayCome(in: $0), try HeldPost.known(in: $0)) }
    guard mayCome, try await plane.world.agent.call(InstalledGeneration()) != nil else { return }
    let found = try await plane.world.agent.call(FindHeldMessages(known: known))
    try await plane.store.write { db in
      let work = Work(db: db, now: plane.now(), principal: .system(Self.name))
      for gone in Set(known).subtracting(found.present) { try HeldPost.forget(gone, in: db) }
      for message in found.new { try Self.note(message, in: work) }
    }
    if !found.new.isEmpty { plane.wakeUp.signal() }
    for post in try await plane.store.read({ try HeldPost.expired(at: plane.now(), in: $0) }) {
      _ = try await plane.perform(RefusePost(address: post.group, id: post.id), as: .system(Self.name))
    }
  }

  private static func note(_ message: HeldMessage, in work: Work) throws {
    guard let post = HeldPost(message), try Group.find(post.group, in: work.db) != nil else {
      // Its group went while it came: nobody could decide, and its address takes no mail any more.
      return try work.enqueue(SettleHeldPost(id: message.id, releases: false), key: "settle \(message.id)")
    }
    try post.insert(into: work.db)
    try work.enqueue(TellModerators(post: post), key: "\(TellModerators.name) \(post.id)")
  }
}

/// Writes to those who look after the group, with the message.
struct TellModerators: Job {
  static let name = "groups.tellModerators"
  var post: HeldPost

  func run(with plane: ControlPlane) async throws {
    let owners = try await plane.store.read { db in
      try Group.find(post.group, in: db)?.owners(in: db).filter { try Account.find($0, in: db)?.removed == .some(nil) }
    }
    guard let owners, !owners.isEmpty else { return }
    _ = try await plane.world.agent.call(
      TellOfHeldMessage(id: post.id, group: post.group, moderators: owners, until: post.until))
  }
}

/// Carries a decision out.
struct SettleHeldPost: Job {
  static let name = "groups.settleHeldPost"
  var id: QueueID
  var releases: Bool

  func run(with plane: ControlPlane) async throws {
    _ = try await plane.world.agent.call(SettleHeldMessage(id: id, releases: releases))
  }
}
