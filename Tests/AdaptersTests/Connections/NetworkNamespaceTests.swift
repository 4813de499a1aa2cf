import Adapters
import MailModel
import TestSupport
import Testing

@Suite struct NetworkNamespaceTests {
  @Test func aServerSeesAStrangerInWhoeverConnectsFromWithin() async throws {
    let text = try await NetworkNamespace.with { namespace in
      let server = try await ScriptedServer.start([.say("hello\r\n")], at: namespace.outside)
      let connection = try await namespace.open(server.endpoint)
      let text = try await connection.text()
      await connection.close()
      try await server.stop()
      return text
    }
    #expect(text == "hello")
  }

  @Test func loopbackOfTheHostIsOutOfReach() async throws {
    try await ScriptedServer.with([.say("hello\r\n")]) { server in
      try await NetworkNamespace.with { namespace in
        await #expect(throws: Fault.self) { try await namespace.open(server.endpoint) }
      }
    }
  }

  @Test func twoAtATimeHaveAddressesOfTheirOwn() async throws {
    let addresses = try await NetworkNamespace.with { first in
      try await NetworkNamespace.with { second in [first.inside, second.inside] }
    }
    #expect(addresses[0] != addresses[1])
  }
}
