import Foundation
import MailModel

/// Looks through Postfix's hold queue for messages that wait for a group's moderators.
package struct FindHeldMessages: AgentVerb {
  package static let name = "held.find"
  package typealias Reply = HeldMessagesFound
  /// Those that need not be described again.
  package var known: [QueueID]

  package init(known: [QueueID]) {
    self.known = known
  }
}

package struct HeldMessagesFound: Codable, Hashable, Sendable {
  /// All that is in the hold queue, whyever.
  package var held: [QueueID]
  /// Those known that are in another part of the queue by now.
  package var elsewhere: [QueueID]
  /// Those that wait for moderators and were not known; the rest comes with the next look if they are very many.
  package var new: [HeldMessage]

  package init(held: [QueueID], elsewhere: [QueueID], new: [HeldMessage]) {
    self.held = held
    self.elsewhere = elsewhere
    self.new = new
  }
}

package struct HeldMessage: Codable, Hashable, Sendable {
  package var id: QueueID
  /// The message's header, or the beginning of a very long one.
  package var header: String
  /// Octets of its file in the queue.
  package var size: Int
  package var arrived: Date

  package init(id: QueueID, header: String, size: Int, arrived: Date) {
    self.id = id
    self.header = header
    self.size = size
    self.arrived = arrived
  }
}

/// Puts a letter into a moderator's mailbox that has the message with it: so whoever decides reads it in a mail
/// program, and the control plane never sees it. Does nothing about a message that is held no more.
package struct TellOfHeldMessage: AgentVerb {
  package static let name = "held.tell"
  package typealias Reply = Done
  package var id: QueueID
  package var group: Address
  package var moderator: Address
  /// When it is refused if nobody decides.
  package var until: Date

  package init(id: QueueID, group: Address, moderator: Address, until: Date) {
    self.id = id
    self.group = group
    self.moderator = moderator
    self.until = until
  }
}

/// Sends a held message on, or takes it away. Does nothing about one that is held no more.
package struct SettleHeldMessage: AgentVerb {
  package static let name = "held.settle"
  package typealias Reply = Done
  package var id: QueueID
  package var releases: Bool

  package init(id: QueueID, releases: Bool) {
    self.id = id
    self.releases = releases
  }
}
