import Foundation
import MailModel

/// What is in Postfix's queue, the oldest first.
package struct ReadQueue: AgentVerb {
  package static let name = "queue.read"
  package typealias Reply = QueueListing
  package var filter: QueueFilter
  /// Where the last page ended.
  package var after: QueueMark?
  package var limit: Int

  package init(_ filter: QueueFilter = QueueFilter(), after: QueueMark? = nil, limit: Int) {
    self.filter = filter
    self.after = after
    self.limit = limit
  }
}

/// A message's place in the order of arrival; Postfix tells it in whole seconds.
package struct QueueMark: Codable, Hashable, Comparable, Sendable {
  package var arrived: Date
  package var id: QueueID

  package init(_ message: QueuedMessage) {
    self.init(arrived: message.arrived, id: message.id)
  }

  package init(arrived: Date, id: QueueID) {
    self.arrived = arrived
    self.id = id
  }

  package static func < (left: QueueMark, right: QueueMark) -> Bool {
    (left.arrived, left.id.text) < (right.arrived, right.id.text)
  }
}

package struct QueueListing: Codable, Hashable, Sendable {
  /// How many the whole queue has in each place, whatever was asked.
  package var counts: [QueuedMessage.Place: Int]
  /// Of the whole queue.
  package var oldest: Date?
  /// How many are as was asked.
  package var matching: Int
  package var messages: [QueuedMessage]
  /// Whether there are more after these.
  package var isCut: Bool
  /// Lines of postqueue's that make no sense to us.
  package var unread: Int

  package init(
    counts: [QueuedMessage.Place: Int], oldest: Date?, matching: Int, messages: [QueuedMessage], isCut: Bool,
    unread: Int
  ) {
    self.counts = counts
    self.oldest = oldest
    self.matching = matching
    self.messages = messages
    self.isCut = isCut
    self.unread = unread
  }
}

/// What can be done to a message that waits.
package enum QueueChange: String, Codable, Sendable, CaseIterable {
  /// Keep it, and do not try again until it is released.
  case hold
  /// Take it off hold, and try at once.
  case release
  /// Try at once.
  case retry
  /// Try once more, and then return it to its sender.
  case bounce
  /// Remove it; nobody is told.
  case delete
}

package struct ChangeQueuedMessages: AgentVerb {
  package static let name = "queue.change"
  package typealias Reply = QueueChangeReport
  package var change: QueueChange
  package var ids: [QueueID]

  package init(_ change: QueueChange, _ ids: [QueueID]) {
    self.change = change
    self.ids = ids
  }
}

package struct QueueChangeReport: Codable, Hashable, Sendable {
  package var done: [QueueID]
  /// Those that were no longer in the queue.
  package var gone: [QueueID]

  package init(done: [QueueID], gone: [QueueID]) {
    self.done = done
    self.gone = gone
  }
}
