import Adapters
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

extension ContractTests {
  /// A domain with letters of its own goes all the way.
  @Test func mailArrivesInADomainWithLettersOfItsOwn() async throws {
    let instance = try Self.instance
    try await instance.call("domain", "add", "mañana.test")
    #expect(try await instance.call("domain", "list").contains("mañana.test"))
    #expect(try await instance.call("domain", "show", "mañana.test").contains("mañana.test"))
    #expect(try await instance.call("dns", "records", "mañana.test", "--zone").contains("xn--maana-pta.test"))
    let address = try Address("sol@mañana.test")
    try await instance.call(
      "account", "add", "sol@mañana.test", "--password-stdin", input: "correct horse battery\n")
    try await eventually("a message reaches \(address)", within: .seconds(30)) {
      let trip = try RoundTrip(within: instance, from: address, password: "correct horse battery")
      return await MailClient.live().roundTrip(trip).ok
    }
    try await instance.call("account", "remove", "sol@mañana.test")
    try await instance.call("domain", "remove", "mañana.test", "--purge")
  }
}
