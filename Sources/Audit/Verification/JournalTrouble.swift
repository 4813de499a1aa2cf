import Kernel

/// What a walk through the journal has met, in bounded memory: neighbours melt into ranges, and only so many entries
/// are kept for a second look.
struct JournalTrouble {
  private var ranges: [JournalFinding.Kind: [ClosedRange<Int64>]] = [:]
  /// Entries that stand elsewhere than where they were written, and how far from there.
  private var moves: [Move] = []
  private var unexplained: [JournalEntry] = []
  private var searches = 0

  private struct Move {
    var numbers: ClosedRange<Int64>
    /// What is to be added to a number for the one that the entry was written as.
    var distance: Int64
  }

  /// So many entries are kept for a second look, and so many searched for at neighbouring numbers.
  private static let kept = 100
  private static let searched = 2_000
  private static let neighbourhood: Int64 = 16

  mutating func add(_ kind: JournalFinding.Kind, _ numbers: ClosedRange<Int64>) {
    let present = ranges[kind, default: []]
    if let last = present.last, last.upperBound + 1 == numbers.lowerBound {
      ranges[kind, default: []][present.count - 1] = last.lowerBound...numbers.upperBound
    } else {
      ranges[kind, default: []].append(numbers)
    }
  }

  /// A row whose hash is not that of what it says: written as another number, perhaps.
  mutating func add(unexplained row: JournalRow) {
    guard let entry = row.entry else { return add(.changed, row.number...row.number) }
    if let distance = distance(of: entry) {
      addMove(of: entry.number, distance)
    } else if unexplained.count < Self.kept {
      unexplained.append(entry)
    } else {
      add(.changed, entry.number...entry.number)
    }
  }

  private mutating func addMove(of number: Int64, _ distance: Int64) {
    if let last = moves.last, last.distance == distance, last.numbers.upperBound + 1 == number {
      moves[moves.count - 1].numbers = last.numbers.lowerBound...number
    } else {
      moves.append(Move(numbers: number...number, distance: distance))
    }
  }

  /// Whole stretches move by the same distance when something is inserted or taken out, so that is tried first.
  private mutating func distance(of entry: JournalEntry) -> Int64? {
    if let last = moves.last?.distance, isWritten(entry, as: entry.number + last) { return last }
    guard searches < Self.searched else { return nil }
    searches += 1
    let near = (1...Self.neighbourhood).flatMap { [-$0, $0] }
    return near.first { isWritten(entry, as: entry.number + $0) }
  }

  private func isWritten(_ entry: JournalEntry, as number: Int64) -> Bool {
    number > 0 && entry.hash == entry.digest(asNumber: number)
  }

  /// All of it, in the order of the entries.
  mutating func findings() -> [JournalFinding] {
    explain()
    let vacant = ranges[.removed, default: []]
    tellMovedFromMissing(vacant)
    tellInsertedFromReplaced(vacant)
    let plain = ranges.flatMap { kind, numbers in numbers.joined.map { JournalFinding(kind, $0) } }
    let moved = moves.map { JournalFinding(.moved, $0.numbers, writtenAs: $0.numbers.lowerBound + $0.distance) }
    return (plain + moved).sorted { ($0.first ?? 0, $0.kind.rawValue) < ($1.first ?? 0, $1.kind.rawValue) }
  }

  /// What is written nowhere is missing, also where later entries have moved up into its place.
  private mutating func tellMovedFromMissing(_ vacant: [ClosedRange<Int64>]) {
    let written = moves.map { $0.numbers.shifted(by: $0.distance) }
    let vacated = moves.filter { $0.distance > 0 }.map(\.numbers)
    ranges[.removed] = (vacant + vacated).flatMap { $0.subtracting(written) }
  }

  /// Whoever stands in the place of an entry that had to move back was put there.
  private mutating func tellInsertedFromReplaced(_ vacant: [ClosedRange<Int64>]) {
    let wrong = vacant + ranges.filter { $0.key != .replaced }.values.flatMap { $0 } + moves.map(\.numbers)
    let homes = moves.filter { $0.distance < 0 }.map { $0.numbers.shifted(by: $0.distance) }
    let inserted = homes.flatMap { $0.subtracting(wrong) }
    ranges[.inserted, default: []] += inserted
    ranges[.replaced] = ranges[.replaced, default: []].flatMap { $0.subtracting(inserted) }
  }

  /// Looks whether one of the entries that fit nowhere was written where another of them stands, or none.
  private mutating func explain() {
    let vacant = ranges[.removed, default: []].flatMap { $0.prefix(Self.kept) }.prefix(Self.kept)
    let places = unexplained.map(\.number) + vacant + moves.prefix(Self.kept).map(\.numbers.lowerBound)
    for entry in unexplained {
      if let place = places.first(where: { isWritten(entry, as: $0) }) {
        addMove(of: entry.number, place - entry.number)
      } else {
        add(.changed, entry.number...entry.number)
      }
    }
    unexplained = []
  }
}
