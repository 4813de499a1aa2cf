import Adapters
import Foundation
import MailModel
import Subprocess

/// A second machine, as far as the network can tell: a namespace of the kernel, joined to this one by a cable.
///
/// A server that trusts loopback, or its own addresses, sees a stranger in whoever connects from `inside`.
/// The addresses are of TEST-NET-2 (RFC 5737), four to each namespace, so that several can live at a time.
/// Needs root.
package struct NetworkNamespace: Sendable {
  package let name: String
  /// The end of the cable on this side; servers that are to be reached listen here.
  package let outside: IPAddress
  /// The stranger's address.
  package let inside: IPAddress
  /// The name of its end on this side.
  private let cable: String

  /// Runs `body` with a new namespace, and takes it away afterwards.
  @discardableResult
  package static func with<Result: Sendable>(
    _ body: (NetworkNamespace) async throws -> Result
  ) async throws -> Result {
    let namespace = try await create()
    do {
      let result = try await body(namespace)
      try await namespace.delete()
      return result
    } catch {
      try? await namespace.delete()
      throw error
    }
  }

  /// Takes the first free of 64 places. The name is the lock: the kernel gives it once.
  private static func create() async throws -> NetworkNamespace {
    for place in 0..<64 {
      let namespace = try NetworkNamespace(
        name: "palomar-\(place)", outside: IPAddress("198.51.100.\(4 * place + 1)"),
        inside: IPAddress("198.51.100.\(4 * place + 2)"), cable: "palomar\(place)")
      guard try await ip("netns", "add", namespace.name) == nil else { continue }
      do {
        try await namespace.layCable()
        return namespace
      } catch {
        try? await namespace.delete()
        throw error
      }
    }
    throw Fault(.unavailable, Text(verbatim: "no network namespace can be made: is this root?"))
  }

  private func layCable() async throws {
    try await must("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", name)
    try await must("address", "add", "\(outside)/30", "dev", cable)
    try await must("link", "set", cable, "up")
    try await must("-n", name, "address", "add", "\(inside)/30", "dev", "eth0")
    try await must("-n", name, "link", "set", "lo", "up")
    try await must("-n", name, "link", "set", "eth0", "up")
  }

  /// The cable goes first: the kernel takes a namespace apart at leisure, and with it the cable's address here,
  /// which the next one at this place would meet.
  package func delete() async throws {
    _ = try await NetworkNamespace.ip("link", "delete", cable)
    try await must("netns", "delete", name)
  }

  /// `command`, to be started inside.
  package func entering(_ command: [String]) -> [String] {
    ["ip", "netns", "exec", name] + command
  }

  private func must(_ arguments: String...) async throws {
    if let words = try await NetworkNamespace.ip(arguments) {
      throw Fault(.unavailable, Text(verbatim: "ip \(arguments.joined(separator: " ")): \(words)"))
    }
  }

  private static func ip(_ arguments: String...) async throws -> String? { try await ip(arguments) }

  /// What ip(8) complains of, `nil` when it did as it was told.
  private static func ip(_ arguments: [String]) async throws -> String? {
    let result = try await run(
      .name("ip"), arguments: Arguments(arguments), output: .discarded, error: .string(limit: 4_096))
    return result.terminationStatus.isSuccess ? nil : result.standardError
  }
}
