import Store

/// The places in one run of the stories that have a key, read from the last to the first as far as somebody asks.
final class Postings {
  private let db: any Database
  private let run: Int64
  private let key: StoryKeys.Key
  /// The piece of the index that was read last.
  private var words: [UInt64] = []

  init(_ key: StoryKeys.Key, in run: Int64, of db: any Database) {
    self.key = key
    self.run = run
    self.db = db
  }

  /// The last place that is not after `place`.
  func last(notAfter place: Int) throws -> Int? {
    let target = key.hash.bits | UInt64(place)
    if words.first.map({ $0 > target }) ?? true || words.last.map({ $0 < target }) ?? true {
      words = try piece(with: target)
    }
    guard let found = words.last(notAfter: target), found & ~KeyHash.places == key.hash.bits else { return nil }
    return Int(found & KeyHash.places)
  }

  private func piece(with target: UInt64) throws -> [UInt64] {
    let rows = try db.rows(
      """
      SELECT words FROM trace_index
      WHERE run = \(run) AND kind = \(key.kind.rawValue) AND first <= \(target.stored)
      ORDER BY first DESC LIMIT 1
      """)
    return rows.first?["words"].map { IndexPiece.decode($0.octets) } ?? []
  }
}

extension [UInt64] {
  /// Of ascending words, the last that is not above `target`.
  fileprivate func last(notAfter target: UInt64) -> UInt64? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] <= target { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : self[low - 1]
  }
}

/// The places of the stories that meet every one of several conditions, each of which several keys may meet: from the
/// last to the first, over what does not match in one step.
struct Intersection {
  private let conditions: [[Postings]]
  private var next: Int?

  /// - Parameter start: The last place that may come.
  init(_ conditions: [[StoryKeys.Key]], in run: Int64, of db: any Database, from start: Int) {
    self.conditions = conditions.map { keys in keys.map { Postings($0, in: run, of: db) } }
    next = start < 0 ? nil : start
  }

  mutating func take() throws -> Int? {
    guard var place = next else { return nil }
    var met = 0
    var index = 0
    while met < conditions.count {
      let found = try conditions[index].compactMap { try $0.last(notAfter: place) }.max()
      guard let found else {
        next = nil
        return nil
      }
      met = found == place ? met + 1 : 1
      place = found
      index = (index + 1) % conditions.count
    }
    next = place == 0 ? nil : place - 1
    return place
  }
}
