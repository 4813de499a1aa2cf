import Kernel
import MailModel

/// One thing that is wrong with the journal or with an anchor of it, and with which entries.
package struct JournalFinding: Codable, Hashable, Sendable {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// What the entry says is not what was written.
    case changed
    /// No entry has these numbers any more.
    case removed
    /// The entry stands elsewhere than where it was written: at `first`, written as `writtenAs`.
    case moved
    /// The entry was not written by Palomar at that place.
    case inserted
    /// The entry fits its own hash, but the next was written after another.
    case replaced
    /// The entry at `last` is not the one that the anchor sealed: what it or entries before say was written anew.
    case rewritten
    /// The anchor has sealed entries that the journal does not have: its end was removed.
    case cutOff
    /// There is no journal.
    case empty
    /// What the anchor should hold is not there, or cannot be read.
    case anchorMissing
    /// The anchor's last seal is older than it should be.
    case anchorOutdated
    /// A line of the anchor, numbered `first`, is no seal.
    case anchorUnreadable
  }

  package var kind: Kind
  /// Numbers of entries; both the same where it is one.
  package var first: Int64?
  package var last: Int64?
  /// The number under which the entry `first` was written.
  package var writtenAs: Int64?
  /// Which anchor says so.
  package var anchor: String?

  init(_ kind: Kind, _ numbers: ClosedRange<Int64>? = nil, writtenAs: Int64? = nil, anchor: String? = nil) {
    self.kind = kind
    first = numbers?.lowerBound
    last = numbers?.upperBound
    self.writtenAs = writtenAs
    self.anchor = anchor
  }
}
