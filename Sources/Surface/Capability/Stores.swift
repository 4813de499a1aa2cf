import Kernel
import Store

/// The store and the history, with the schema that the capabilities want.
package struct Stores: Sendable {
  package let store: Store
  package let history: Store

  /// PostgreSQL holds both; beside an embedded store the history is a database of its own, so that what grows with the
  /// traffic stands in nobody's way.
  package init(at location: StoreLocation, history: StoreLocation, for capabilities: [Capability]) async throws {
    let own = Kernel.migrations + capabilities.flatMap(\.migrations)
    let past = capabilities.flatMap(\.history)
    store = try Store(location)
    if case .postgreSQL = location {
      self.history = store
      try await store.migrate(own + past)
    } else {
      self.history = try Store(history)
      try await store.migrate(own)
      try await self.history.migrate(past)
    }
  }
}
