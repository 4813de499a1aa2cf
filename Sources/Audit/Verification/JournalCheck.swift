import Kernel

/// Walks the journal from its first row to its last and notices what is wrong; `findings` names it in the end.
///
/// Each row is judged by its own hash and by the hash of the row before, as they are stored: so the first wrong entry
/// does not make all later ones wrong.
struct JournalCheck {
  private(set) var count = 0
  /// The last entry in the chain.
  private(set) var head: JournalSeal?
  private var trouble = JournalTrouble()
  private var before: Link? = Link(number: 0, hash: JournalEntry.genesis, isIntact: true)
  /// An entry that does not fit the one before, while it is open which of the two is the wrong one.
  private var doubtful: Int64?

  private struct Link {
    var number: Int64
    var hash: String?
    var isIntact: Bool
  }

  mutating func take(_ row: JournalRow) {
    count += 1
    guard row.number > 0 else { return trouble.add(.inserted, row.number...row.number) }
    noticeGap(before: row.number)
    let isBroken = isBroken(at: row)
    let isExplained = settleDoubt(nextIsBroken: isBroken)
    let isIntact = row.entry?.isIntact ?? false
    if !isIntact {
      trouble.add(unexplained: row)
    } else if isBroken, !isExplained {
      doubt(row.number)
    }
    before = Link(number: row.number, hash: row.entry?.hash, isIntact: isIntact)
    head = row.entry.map { JournalSeal(number: $0.number, hash: $0.hash, at: $0.at) } ?? head
  }

  /// All that was wrong, in the order of the entries.
  mutating func findings() -> [JournalFinding] {
    leaveInDoubt()
    return count == 0 ? [JournalFinding(.empty)] : trouble.findings()
  }

  private mutating func noticeGap(before number: Int64) {
    let expected = (before?.number ?? 0) + 1
    guard number > expected else { return }
    leaveInDoubt()
    trouble.add(.removed, expected...number - 1)
    before = nil
  }

  /// Whether the entry was written after another one than the one that stands before it. Nobody can tell where the
  /// one before is wrong in itself, or missing.
  private func isBroken(at row: JournalRow) -> Bool {
    guard let before, before.isIntact, let entry = row.entry else { return false }
    return entry.previous != before.hash
  }

  private mutating func doubt(_ number: Int64) {
    if number == 1 { trouble.add(.replaced, 1...1) } else { doubtful = number }
  }

  /// An entry that fits neither the one before nor the one after is the wrong one; one that fits the one after
  /// shows that the one before is. Whether that explains why the next one is broken.
  private mutating func settleDoubt(nextIsBroken: Bool) -> Bool {
    guard let number = doubtful else { return false }
    doubtful = nil
    let wrong = nextIsBroken ? number : number - 1
    trouble.add(.replaced, wrong...wrong)
    return nextIsBroken
  }

  private mutating func leaveInDoubt() {
    guard let number = doubtful else { return }
    doubtful = nil
    trouble.add(.replaced, number - 1...number)
  }
}
