import Foundation
import MailModel

/// A message in Postfix's queue, as postqueue(1) tells it.
package struct QueuedMessage: Codable, Hashable, Sendable {
  package enum Place: String, Codable, CodingKeyRepresentable, Sendable, CaseIterable {
    /// Handed in on this host, and not yet taken over.
    case maildrop
    case incoming
    /// Being delivered now.
    case active
    /// Waits for its next try.
    case deferred
    /// Held by somebody until it is released.
    case hold
  }

  package struct Recipient: Codable, Hashable, Sendable {
    package var address: String
    /// Why it was put off, in the words of whoever did it.
    package var reason: String?

    package init(address: String, reason: String? = nil) {
      self.address = address
      self.reason = reason
    }
  }

  package var id: QueueID
  package var place: Place
  package var arrived: Date
  /// Octets.
  package var size: Int64
  /// Empty is a bounce or another message of the mail system's own.
  package var sender: String
  /// Those who do not have it yet.
  package var recipients: [Recipient]
  /// Whether its next try is its last.
  package var expires: Bool

  package init(
    id: QueueID, place: Place, arrived: Date, size: Int64, sender: String, recipients: [Recipient],
    expires: Bool = false
  ) {
    self.id = id
    self.place = place
    self.arrived = arrived
    self.size = size
    self.sender = sender
    self.recipients = recipients
    self.expires = expires
  }
}

/// Which messages of the queue are meant; what is not said does not matter.
package struct QueueFilter: Codable, Hashable, Sendable {
  package var id: QueueID?
  package var place: QueuedMessage.Place?
  /// An address, or a domain with all below it.
  package var from: String?
  package var to: String?
  /// What one of the reasons contains, in whatever case.
  package var reason: String?
  /// Seconds that it has been in the queue at least.
  package var age: Int?

  package init(
    id: QueueID? = nil, place: QueuedMessage.Place? = nil, from: String? = nil, to: String? = nil,
    reason: String? = nil, age: Int? = nil
  ) {
    self.id = id
    self.place = place
    self.from = from
    self.to = to
    self.reason = reason
    self.age = age
  }

  package func matches(_ message: QueuedMessage, at now: Date) -> Bool {
    (id == nil || id == message.id) && (place == nil || place == message.place)
      && (from == nil || Self.is(message.sender, within: from ?? ""))
      && (to == nil || message.recipients.contains { Self.is($0.address, within: to ?? "") })
      && (age == nil || now.timeIntervalSince(message.arrived) >= Double(age ?? 0))
      && says(message)
  }

  private func says(_ message: QueuedMessage) -> Bool {
    guard let words = reason?.lowercased() else { return true }
    return message.recipients.contains { $0.reason?.lowercased().contains(words) ?? false }
  }

  private static func `is`(_ address: String, within wanted: String) -> Bool {
    let (address, wanted) = (address.lowercased(), wanted.lowercased())
    if wanted == "<>" { return address.isEmpty }
    if wanted.contains("@") { return address == wanted }
    return address.hasSuffix("@\(wanted)") || address.hasSuffix(".\(wanted)")
  }
}
