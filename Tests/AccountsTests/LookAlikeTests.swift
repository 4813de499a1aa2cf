import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

/// Addresses and names that look like others.
@Suite struct LookAlikeTests {
  /// A Cyrillic “а” in the place of the Latin one; full-width letters; a capital I for a small l.
  @Test func aDomainThatLooksLikeAnotherIsAnotherAndShowsIt() async throws {
    let bench = try await TestBench(every)
    let (real, false_) = (try DomainName("example.test"), try DomainName("ex\u{430}mple.test"))
    try await bench.perform(AddDomain(domain: real))
    #expect(false_ != real && false_.name.hasPrefix("xn--"))
    #expect(try DomainName("ｅｘａｍｐｌｅ.test") == real)
    try await bench.perform(AddDomain(domain: false_))
    let listed = try await bench.ask(ListDomains()).map(\.name.name)
    #expect(Set(listed) == [real.name, false_.name])
    let refused = await #expect(throws: conflict) {
      try await bench.perform(AddDomain(domain: DomainName("EXAMPLE.test.")))
    }
    #expect(refused != nil)
  }

  @Test(arguments: [
    "an\u{430}@example.test", "ana\u{200B}@example.test", "\u{202E}ana@example.test", "ana@exam\u{00AD}ple.test",
    "ana@example\u{2024}test\u{200B}", "аna@example.test",
  ])
  func anAddressThatReadsAsAnotherIsNone(_ text: String) {
    #expect(throws: invalid) { try Address(text) }
  }

  @Test(arguments: ["Ana\u{202E}siuL", "Ana\u{2066}x\u{2069}", "Ana\r\nBcc: x@evil.test", "Ana\u{2029}"])
  func aNameThatReadsOtherwiseThanItStandsIsRefusedAndOnRecord(_ name: String) async throws {
    let bench = try await benchWithAna()
    let ana = try Address("ana@example.org")
    await #expect(throws: invalid) { try await bench.perform(ChangeAccount(address: ana, displayName: name)) }
    await #expect(throws: invalid) { try await bench.perform(AddAppPassword(address: ana, name: name)) }
    let refused = try await bench.journal().prefix(2)
    #expect(refused.allSatisfy { $0.result == .refused && $0.request.contains("Ana") })
    #expect(try await bench.ask(ShowAccount(address: ana)).displayName == "Ana Ruiz")
  }
}
