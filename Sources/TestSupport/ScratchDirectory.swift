import Foundation

/// A directory that exists while a test runs; its path is short, as Unix socket paths must be.
package enum ScratchDirectory {
  @discardableResult
  package static func with<Result: Sendable>(_ body: (String) async throws -> Result) async throws -> Result {
    let path = "/tmp/pt-\(UUID().uuidString.prefix(8).lowercased())"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
  }
}
