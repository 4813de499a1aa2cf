import Foundation
import MailModel
import Store
import Surface

/// Slows guessing down: wrong tries are counted by who tries and what for, and fade with a half-life. Nobody can
/// lock somebody else out: a stranger's tries count against the place where they come from.
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
      return Counter(name: "account \(account) \(network(of: client))", limit: 5)
    }

    /// Tries for any account from one network.
    static func client(_ client: WebClient) -> Counter {
      Counter(name: "network \(network(of: client))", limit: 30)
    }

    /// Tries at what only follows a right password or an open session.
    static func proof(of address: Address) -> Counter {
      Counter(name: "proof \(address)", limit: 5)
    }

    /// An IPv4 address; the first 64 bits of an IPv6 one, which is what one customer has (RFC 6177).
    private static func network(of client: WebClient) -> String {
      guard let address = try? IPAddress(client.address), address.isIPv6 else { return client.address }
      return address.octets.prefix(8).map { String(format: "%02x", $0) }.joined()
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

  func fail(_ counters: [Counter]) throws {
    for counter in counters {
      let failures = try failures(counter) + 1
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
