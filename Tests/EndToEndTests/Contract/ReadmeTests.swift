import Deployment
import TestSupport
import Testing

extension ContractTests {
  /// swaks, imaplib and ManageSieve, as the README shows them.
  @Test(arguments: ["README.md", "README.es.md"])
  func theSessionsOfTheReadmeWorkAsTheyStandThere(_ name: String) async throws {
    let instance = try Self.instance
    // A test before this one may have asked for a configuration: Dovecot cuts off who signs in while it reads a new one.
    try await eventually("no configuration is on its way", within: .seconds(60)) {
      let generations = try await instance.client.ask(ListGenerations(limit: 1)).items
      let plan = try await instance.palomar(["plan", "--json"])
      return generations.allSatisfy { $0.outcome != nil } && plan.output.contains("\"hosts\":[]")
    }
    let outcome = try await Program.run([
      Repository.path("packaging/try-readme"), Repository.path(name), "--dir", instance.layout.root, "--ports",
      "\(instance.portBase)", "--domain", instance.domain.name,
    ])
    #expect(outcome.code == 0, "\(outcome.output)\(outcome.complaints)")
  }
}
