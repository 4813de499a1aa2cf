import Foundation
import Synchronization

/// What providers have published: fetched once an hour, or, when a key is missing, once a minute at most.
final class OpenIDDocuments: Sendable {
  private struct Entry {
    var document: Data
    var fetched: ContinuousClock.Instant
  }

  private let entries = Mutex<[String: Entry]>([:])

  private static let age: Duration = .seconds(3_600)
  private static let leastAge: Duration = .seconds(60)
  /// Enough for the two of a provider, and for those of the one before.
  private static let most = 8

  func known(_ url: String, anew: Bool, at now: ContinuousClock.Instant = .now) -> Data? {
    entries.withLock { entries in
      guard let entry = entries[url], now - entry.fetched < (anew ? Self.leastAge : Self.age) else { return nil }
      return entry.document
    }
  }

  func keep(_ document: Data, of url: String, at now: ContinuousClock.Instant = .now) {
    entries.withLock { entries in
      if entries.count >= Self.most { entries = [:] }
      entries[url] = Entry(document: document, fetched: now)
    }
  }
}
