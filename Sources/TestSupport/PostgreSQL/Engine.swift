import Foundation
import Store

/// The store's engines: what a parameterised test runs on, each time over an empty store of its own.
package enum Engine: String, CaseIterable, Sendable {
  case sqlite
  case postgreSQL

  /// An empty store that exists while `body` runs.
  package func withStore<Result>(
    _ migrations: [Migration] = [], _ body: (Store) async throws -> Result
  ) async throws -> Result {
    try await withLocation { location in
      let store = try Store(location)
      do {
        try await store.migrate(migrations)
        let result = try await body(store)
        try await store.close()
        return result
      } catch {
        try await store.close()
        throw error
      }
    }
  }

  /// Where an empty store may be opened, more than once too.
  package func withLocation<Result>(_ body: (StoreLocation) async throws -> Result) async throws -> Result {
    switch self {
    case .sqlite:
      let directory = "/tmp/pst-\(UUID().uuidString.prefix(8).lowercased())"
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(atPath: directory) }
      return try await body(.sqlite(path: "\(directory)/store.sqlite"))
    case .postgreSQL:
      return try await PrivatePostgreSQL.shared.withDatabase { try await body(.postgreSQL($0)) }
    }
  }
}
