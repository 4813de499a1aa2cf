import AgentProtocol
import MailModel
import TestSupport
import Testing

@testable import Agent

@Suite struct VerbsTests {
  @Test func everyVerbOfTheProtocolHasAHandler() async throws {
    try await ScratchDirectory.with { directory in
      let layout = Layout.local(directory)
      let agent = HostAgent(layout: layout, controlPlane: "/nowhere/palomar", logger: .silent)
      let host = LocalHost(
        layout: layout, controlPlane: "/nowhere/palomar", locks: PortLocks(directory: directory), logger: .silent,
        system: { nil })
      let supervisor = Supervisor(LocalHost.services, host: host.processes)
      let rollout = Rollout(
        layout: layout, facts: KnownFacts(HostDetection(layout: layout)),
        services: ServiceCommands(supervisor: supervisor, host: host), logger: .silent)
      let names = agent.verbs(rollout, supervisor, Turn()).names
      #expect(names == AgentVerbs.all.map { $0.name }.sorted())
    }
  }
}
