import Accounts
import Adapters
import Foundation
import MailModel
import TestSupport
import Testing

/// A service with groups, whose filter asks a DNS in which `foreign.test` sends from the stranger's network.
struct GroupServiceTrait: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let foreign = try DomainName("foreign.test")
    try await NameServers.with { servers in
      try await servers.serving([foreign: Self.zone]) { server in
        try await servers.resolving(foreign, from: server) { resolver in
          try await HardenedService.with { service in
            let settings = "service:\n  resolvers: [\"\(resolver.text)\"]\n"
            let outcome = try await service.instance.palomar(["apply", "--yes", "-"], input: settings)
            try #require(outcome.code == 0, "\(outcome.output)\(outcome.complaints)")
            try await service.addGroups()
            try await HardenedService.$current.withValue(service) { try await function() }
          }
        }
      }
    }
  }

  private static let zone = """
    $ORIGIN foreign.test.
    $TTL 60
    @ IN SOA ns hostmaster 1 3600 600 86400 60
    @ IN NS ns
    ns IN A 127.0.0.1
    @ IN TXT "v=spf1 ip4:198.51.100.0/24 -all"

    """
}

extension Trait where Self == GroupServiceTrait {
  static var groupService: Self { Self() }
}

extension HardenedService {
  /// `staff` of alice, a friend elsewhere, and `board`, which the ceo is in. bob is in none.
  fileprivate func addGroups() async throws {
    let client = instance.client
    for name in ["staff", "board"] { _ = try await client.perform(AddGroup(address: address(name))) }
    _ = try await client.perform(JoinGroup(address: address("board"), members: [address("ceo")]))
    _ = try await client.perform(
      JoinGroup(
        address: address("staff"), members: [address("alice"), Address("friend@foreign.test"), address("board")]))
    _ = try await client.perform(AddAlias(address: address("everybody"), targets: [address("staff")]))
    try await agree()
  }

  /// Comes back once Postfix and the filter see what the store says.
  func agree() async throws {
    let agrees = try await eventually {
      try await instance.client.inspect(VerifyDirectory()).isEmpty ? true : nil
    }
    try #require(agrees == true)
  }

  /// Signed in as `name`; `nil` when it is taken, the refusal otherwise.
  func post(_ message: TestMessage, as name: String, to recipients: [String]) async throws -> ProtocolRefusal? {
    let client = try await submission(as: name)
    return try await refusal { try await client.submit(message.bytes, from: mailbox(name), to: recipients) }
  }

  /// From another server.
  func post(_ message: TestMessage, from envelope: String, to recipients: [String]) async throws -> ProtocolRefusal? {
    let client = try await mailServer()
    return try await refusal { try await client.submit(message.bytes, from: envelope, to: recipients) }
  }

  private func refusal(_ body: () async throws -> Void) async throws -> ProtocolRefusal? {
    do {
      try await body()
      return nil
    } catch let refusal as ProtocolRefusal {
      return refusal
    }
  }
}
