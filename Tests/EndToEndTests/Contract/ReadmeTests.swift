import TestSupport
import Testing

extension ContractTests {
  /// swaks, imaplib and ManageSieve, as the README shows them.
  @Test(arguments: ["README.md", "README.es.md"])
  func theSessionsOfTheReadmeWorkAsTheyStandThere(_ name: String) async throws {
    let instance = try Self.instance
    let outcome = try await Program.run([
      Repository.path("packaging/try-readme"), Repository.path(name), "--dir", instance.layout.root, "--ports",
      "\(instance.portBase)", "--domain", instance.domain.name,
    ])
    #expect(outcome.code == 0, "\(outcome.output)\(outcome.complaints)")
  }
}
