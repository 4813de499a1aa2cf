import AgentProtocol
import Foundation
import Kernel
import MailModel
import Store

/// Lets a held message go on to the group, as it came.
package struct ReleasePost: Action {
  package static let name = "groups.release"
  package static let route = Route.post("groups/{address}/posts/{id}/release")
  package static let permission: Permission = "groups.release"
  package static let summary = Text(
    en: "Lets a message that waits for a group's moderators go on.",
    es: "Deja pasar un mensaje que espera a quienes moderan un grupo.")
  /// The group's.
  package var address: Address
  package var id: QueueID
  package var scope: Scope { .account(address) }

  package init(address: Address, id: QueueID) {
    self.address = address
    self.id = id
  }

  package func perform(in work: Work) throws -> HeldPost {
    let post = try HeldPost.waiting(id, for: address, in: work.db)
    try work.record(before: post)
    try post.decide("released", in: work.db)
    try work.enqueue(SettleHeldPost(id: id, releases: true), key: SettleHeldPost.key(of: id))
    return post
  }
}

/// Takes a held message away. Whoever wrote it is not told: the address may be forged.
package struct RefusePost: Action {
  package static let name = "groups.refuse"
  package static let route = Route.post("groups/{address}/posts/{id}/refusal")
  package static let permission: Permission = "groups.refuse"
  package static let summary = Text(
    en: "Takes a message away that waits for a group's moderators.",
    es: "Retira un mensaje que espera a quienes moderan un grupo.")
  /// The group's.
  package var address: Address
  package var id: QueueID
  package var scope: Scope { .account(address) }

  package init(address: Address, id: QueueID) {
    self.address = address
    self.id = id
  }

  package func perform(in work: Work) throws -> HeldPost {
    let post = try HeldPost.waiting(id, for: address, in: work.db)
    try work.record(before: post)
    try post.decide("refused", in: work.db)
    try work.enqueue(SettleHeldPost(id: id, releases: false), key: SettleHeldPost.key(of: id))
    return post
  }
}

package struct ListHeldPosts: Query {
  package static let name = "groups.posts"
  package static let route = Route.get("groups/{address}/posts")
  package static let permission: Permission = "groups.read"
  package static let summary = Text(
    en: "Lists the messages that wait for a group's moderators, page by page.",
    es: "Enumera los mensajes que esperan a quienes moderan un grupo, por páginas.")
  /// The group's.
  package var address: Address
  package var after: String?
  package var limit: QueryNumber?
  package var scope: Scope { .account(address) }

  package init(address: Address, after: String? = nil, limit: QueryNumber? = nil) {
    self.address = address
    self.after = after
    self.limit = limit
  }

  package func answer(from db: any Database) throws -> Page<HeldPost> {
    _ = try Group.existing(address, in: db)
    let size = Page<HeldPost>.size(limit)
    return Page(rows: try HeldPost.list(of: address, after: after, limit: size + 1, in: db), limit: size) {
      $0.id.text
    }
  }
}
