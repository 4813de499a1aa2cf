import Foundation
import Kernel
import MailModel
import Surface

/// Whether every message that came in on a day is accounted for.
package let ledger = Capability(
  "ledger",
  doors: [.inspection(ShowLedger.self)],
  commands: [LedgerCommand.self],
  pages: [LedgerPage.page]
)

/// A day's mail, recipient by recipient: what came, and what became of it.
package struct Ledger: Codable, Sendable {
  package struct Line: Codable, Sendable {
    /// A domain of the service, or `*` for all others.
    package var domain: String
    package var tally: LedgerTally
  }

  /// What does not come out even, and the message that it is about.
  package struct Difference: Codable, Sendable {
    package var id: String
    package var what: Text
  }

  package var day: CalendarDay
  package var lines: [Line]
  package var total: LedgerTally
  /// The first thousand.
  package var differences: [Difference]
  package var differenceCount: Int

  package var isBalanced: Bool { differenceCount == 0 && total.difference == 0 }
}

/// Recipients, counted: one message for three people is three. `received` is counted from what came in, the others from
/// what became of it, so that they can differ.
package struct LedgerTally: Codable, Hashable, Sendable {
  package var received = 0
  package var delivered = 0
  package var bounced = 0
  /// Put off, and still in the queue.
  package var deferred = 0
  /// Kept from the inbox: in Junk or Quarantine, or on hold.
  package var quarantined = 0
  /// Refused at the door, for good or for some minutes.
  package var rejected = 0
  /// Dropped by a rule, or deleted from the queue.
  package var discarded = 0
  /// In the queue, not yet tried.
  package var queued = 0

  package var accounted: Int { delivered + bounced + deferred + quarantined + rejected + discarded + queued }
  package var difference: Int { received - accounted }

  static func + (left: LedgerTally, right: LedgerTally) -> LedgerTally {
    var sum = left
    for path in Self.counts { sum[keyPath: path] += right[keyPath: path] }
    return sum
  }

  private static var counts: [WritableKeyPath<LedgerTally, Int>] {
    [\.received, \.delivered, \.bounced, \.deferred, \.quarantined, \.rejected, \.discarded, \.queued]
  }
}
