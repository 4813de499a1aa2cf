import Foundation
import Kernel

/// Lays the seals of one anchor beside the journal, entry by entry.
struct AnchorCheck {
  let name: String
  /// Where the seals come from.
  let source: AnchorVerdict.Source
  private let seals: [JournalSeal]
  private let unreadable: [Int64]
  /// Since when each seal should have been there: a file that was brought from elsewhere may be old.
  private let expectation: Expectation?
  private var next = 0
  /// How many seals agree, before the first that does not.
  private var agreeing = 0
  private var contradicted: JournalSeal?
  /// When the first entry was written that no seal covers.
  private var unsealedSince: Date?

  struct Expectation {
    /// The seal that Palomar remembers to have left there.
    var last: JournalSeal?
    /// Since when there should have been seals.
    var since: Date
    var now: Date
  }

  /// Three rounds of sealing: one may just be due, and one may have to be tried again.
  static let patience: TimeInterval = 3 * SealJournal.interval

  init(_ name: String, _ source: AnchorVerdict.Source, _ lines: SealLines, expecting expectation: Expectation? = nil) {
    self.name = name
    self.source = source
    seals = lines.seals.sorted { $0.number < $1.number }
    unreadable = lines.unreadable
    self.expectation = expectation
  }

  mutating func take(_ row: JournalRow) {
    while next < seals.count, seals[next].number <= row.number {
      judge(seals[next], by: row)
      next += 1
    }
    if next == seals.count, unsealedSince == nil, row.number > seals.last?.number ?? 0 {
      unsealedSince = row.entry?.at.date
    }
  }

  private mutating func judge(_ seal: JournalSeal, by row: JournalRow) {
    if seal.number == row.number, seal.hash == row.entry?.hash {
      if contradicted == nil { agreeing += 1 }
    } else if contradicted == nil {
      contradicted = seal
    }
  }

  /// What this anchor proves of a journal in which `flaw` is the first entry that is wrong.
  func verdict(before flaw: Int64?) -> AnchorVerdict {
    let proof = seals.prefix(agreeing).last { $0.number < flaw ?? Int64.max }
    return AnchorVerdict(name: name, source: source, seals: seals.count, proven: proof?.number, sealed: proof?.at)
  }

  /// What is wrong, once the whole journal was taken; `head` is the number of its last entry.
  func findings(head: Int64) -> [JournalFinding] {
    var findings = unreadable.map { JournalFinding(.anchorUnreadable, $0...$0, anchor: name) }
    if let contradicted {
      let first = (seals.prefix(agreeing).last?.number ?? 0) + 1
      findings.append(
        JournalFinding(.rewritten, min(first, contradicted.number)...contradicted.number, anchor: name))
    }
    if let last = seals.last, last.number > head {
      findings.append(JournalFinding(.cutOff, head + 1...last.number, anchor: name))
    }
    if let absence { findings.append(JournalFinding(absence, anchor: name)) }
    return findings
  }

  private var absence: JournalFinding.Kind? {
    guard let expectation else { return seals.isEmpty ? .anchorMissing : nil }
    let limit = expectation.now.addingTimeInterval(-Self.patience)
    guard let last = seals.last else {
      return expectation.last != nil || expectation.since < limit ? .anchorMissing : nil
    }
    if let known = expectation.last, last.number < known.number { return .anchorOutdated }
    guard let unsealedSince, max(unsealedSince, expectation.since) < limit else { return nil }
    return .anchorOutdated
  }
}

/// What one anchor has to say.
package struct AnchorVerdict: Codable, Hashable, Sendable {
  package enum Source: String, Codable, Sendable, CaseIterable {
    /// The anchor itself was read.
    case anchor
    /// It cannot be read from here: Palomar's own record of what it left there.
    case record
    /// A copy that came with the question.
    case copy
  }

  package var name: String
  package var source: Source
  /// How many seals it holds.
  package var seals: Int
  /// The last entry that it proves unaltered, with all before; and when that was sealed.
  package var proven: Int64?
  package var sealed: JournalTime?
}
