import CPostgreSQL

/// Which statements a session has prepared, by text and types of the parameters; the least recently used one
/// makes room. Pure: the session carries out what it says.
struct PreparedStatements {
  struct Key: Hashable {
    let text: String
    let types: [Oid]
  }

  enum Step: Equatable {
    case use(String)
    /// Prepare it under this name, after `DEALLOCATE` of the other.
    case prepare(String, insteadOf: String?)
  }

  private struct Entry {
    let name: String
    var lastUse: Int
  }

  private let capacity: Int
  private var entries: [Key: Entry] = [:]
  private var clock = 0

  init(capacity: Int) {
    self.capacity = capacity
  }

  mutating func use(_ key: Key) -> Step {
    clock += 1
    if let entry = entries[key] {
      entries[key]?.lastUse = clock
      return .use(entry.name)
    }
    let evicted = entries.count < capacity ? nil : removeOldest()
    let name = "s\(clock)"
    entries[key] = Entry(name: name, lastUse: clock)
    return .prepare(name, insteadOf: evicted)
  }

  /// The server refused to prepare it.
  mutating func forget(_ key: Key) {
    entries[key] = nil
  }

  private mutating func removeOldest() -> String? {
    guard let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return nil }
    entries[oldest.key] = nil
    return oldest.value.name
  }
}
