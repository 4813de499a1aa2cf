import Foundation
import MailModel
import Store
import Surface

/// Slows guessing down: wrong tries are counted by who tries and what for, and fade with a half-life. Nobody can
/// lock somebody else out: a stranger's tries count against the place where they come from.
///
/// A try is counted before it is made and taken back when it was right, so that tries at the same moment see each
/// other.
struct SignInThrottle {
  let db: any Database
  let now: Date

  /// Seconds after which a wrong try counts half.
  static let halfLife: TimeInterval = 600

  static let migration = Migration(
    "sign-in throttle",
    [
      """
      CREATE TABLE sign_in_throttle (
        name TEXT PRIMARY KEY,
        failures DOUBLE PRECISION NOT NULL,
        updated BIGINT NOT NULL
      )
      """
    ])

  /// One thing that tries are counted for, and how many of them are free.
  struct Counter: Hashable, Sendable {
    let name: String
    let limit: Double

    /// Tries for one account from one network.
    static func account(_ name: String, from client: WebClient) -> Counter {
      let account = (try? Address(name))?.text ?? String(name.lowercased().prefix(254))
      return Counter(name: "account \(account) \(client.network)", limit: 5)
    }

    /// Tries for any account from one network.
    static func client(_ client: WebClient) -> Counter {
      Counter(name: "network \(client.network)", limit: 30)
    }

    /// Tries at the code that follows a right password, or that gives up the second factor.
    static func code(of address: Address) -> Counter {
      Counter(name: "code \(address)", limit: 5)
    }

    /// Tries of somebody who is in at the password of that account.
    static func ownPassword(of address: Address) -> Counter {
      Counter(name: "own password \(address)", limit: 5)
    }
  }

  /// Whole seconds to wait before the next try; 0 is none.
  func wait(_ counters: [Counter]) throws -> Int {
    let seconds = try counters.map { counter in
      // Half a try below the limit, so that after a wait there is one.
      let excess = try failures(counter) / (counter.limit - 0.5)
      return excess > 1 ? Self.halfLife * log2(excess) : 0
    }
    return Int((seconds.max() ?? 0).rounded(.up))
  }

  /// Counts one try for each, unless one must wait: then the seconds, and nothing is counted.
  func reserve(_ counters: [Counter]) throws -> Int {
    let wait = try wait(counters)
    if wait == 0 { try add(1, to: counters) }
    return wait
  }

  /// Takes back the try that was reserved.
  func takeBack(_ counters: [Counter]) throws {
    try add(-1, to: counters)
  }

  private func add(_ tries: Double, to counters: [Counter]) throws {
    for counter in counters {
      let failures = try max(0, failures(counter) + tries)
      try db.execute(
        """
        INSERT INTO sign_in_throttle (name, failures, updated) VALUES (\(counter.name), \(failures), \(now))
        ON CONFLICT (name) DO UPDATE SET failures = excluded.failures, updated = excluded.updated
        """)
    }
    // After a day less than a millionth of a try is left.
    try db.execute("DELETE FROM sign_in_throttle WHERE updated < \(now - 86_400)")
  }

  func forget(_ counter: Counter) throws {
    try db.execute("DELETE FROM sign_in_throttle WHERE name = \(counter.name)")
  }

  private struct Line: Decodable {
    var failures: Double
    var updated: Date
  }

  private func failures(_ counter: Counter) throws -> Double {
    let line = try db.row(
      "SELECT failures, updated FROM sign_in_throttle WHERE name = \(counter.name)", as: Line.self)
    guard let line else { return 0 }
    return line.failures * pow(0.5, max(0, now.timeIntervalSince(line.updated)) / Self.halfLife)
  }
}
