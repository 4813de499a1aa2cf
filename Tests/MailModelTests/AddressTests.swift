import Foundation
import MailModel
import Testing

@Suite struct AddressTests {
  @Test(arguments: [
    ("Ana@Example.ORG", "ana@example.org"),
    ("ana.ruiz+news@example.org", "ana.ruiz+news@example.org"),
    ("luis@españa.example", "luis@xn--espaa-rta.example"),
    ("a@b@example.org".replacingOccurrences(of: "@b", with: ""), "a@example.org"),
  ])
  func normalises(_ pair: (String, String)) throws {
    #expect(try Address(pair.0).text == pair.1)
  }

  @Test(arguments: [
    "", "ana", "@example.org", "ana@", "ana@localhost", "a b@example.org", "\"a\"@example.org", ".a@example.org",
    "a.@example.org", "a..b@example.org", "a/../b@example.org", "a%b@example.org", "a!b@example.org", "a'b@example.org",
    "a@example..org", "a@-example.org", "a@example.org\r\nRCPT TO:<x@y.z>", "a\u{0}@example.org", "a@192.0.2.1",
    String(repeating: "a", count: 65) + "@example.org", "a@" + String(repeating: "a", count: 64) + ".org",
  ])
  func refuses(_ text: String) {
    #expect(throws: Fault(.invalid, en: "", es: "")) { try Address(text) }
  }

  /// The Kelvin sign is no exception, though its lower case is an ASCII letter.
  @Test(arguments: ["josé@example.org", "用户@example.org", "\u{212A}@example.org", "jose\u{301}@mañana.test"])
  func refusesLettersBeforeTheAtThatNobodyDelivers(_ text: String) throws {
    let fault = try #require(throws: Fault.self) { try Address(text) }
    #expect(fault.line(in: .english).contains("before the @"))
    #expect(fault.line(in: .spanish).contains("ante la @"))
    #expect(fault.hint?.en.contains("a to z") == true)
  }

  @Test func decodesThroughItsRules() throws {
    #expect(throws: (any Error).self) { try JSONDecoder().decode(Address.self, from: Data(#""no address""#.utf8)) }
    #expect(try JSONDecoder().decode(Address.self, from: Data(#""Ana@Example.org""#.utf8)).text == "ana@example.org")
  }

  @Test func knowsTheMailboxBehindADetail() throws {
    #expect(try Address("ana+news@example.org").withoutDetail.text == "ana@example.org")
    #expect(try Address("ana@example.org").withoutDetail.text == "ana@example.org")
  }
}

@Suite struct DomainNameTests {
  @Test(arguments: [
    ("Example.ORG.", "example.org"), ("bücher.example", "xn--bcher-kva.example"), ("faß.example", "xn--fa-hia.example"),
  ])
  func encodes(_ pair: (String, String)) throws {
    #expect(try DomainName(pair.0).name == pair.1)
  }

  @Test(arguments: [
    "org", "a b.org", "a_b.org", "*.example.org", "example.org/x", "1.2.3.4", "a\u{202E}b.org", "xn--.org",
  ])
  func refuses(_ text: String) {
    #expect(throws: Fault(.invalid, en: "", es: "")) { try DomainName(text) }
  }

  @Test func tellsSubdomainsFromLookAlikes() throws {
    let domain = try DomainName("example.org")
    #expect(try DomainName("mail.example.org").isWithin(domain))
    #expect(try !DomainName("badexample.org").isWithin(domain))
  }

  @Test func showsItsOwnLetters() throws {
    #expect(try DomainName("xn--bcher-kva.example").unicode == "bücher.example")
  }
}
