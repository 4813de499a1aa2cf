import Adapters
import Kernel
import MailModel
import TestSupport
import Testing

@Suite struct LiveDNSClientTests {
  private static let zone = """
    $TTL 60
    @ IN SOA ns1 hostmaster 1 3600 600 86400 60
    @ IN NS ns1
    ns1 IN A 127.0.0.1
    @ IN MX 20 mx2
    @ IN MX 10 mx1
    mx1 IN A 192.0.2.25
    mx1 IN AAAA 2001:db8::25
    @ IN TXT "v=spf1 mx " "~all"
    @ IN CAA 0 issue "ca.example"
    _imaps._tcp IN SRV 0 1 993 mx1
    _25._tcp.mx1 IN TLSA 3 1 1 ABCD
    www IN CNAME mx1

    """

  @Test func answersInPresentationForm() async throws {
    let answers = try await asking(
      "example.test",
      [
        ("example.test", .mx), ("mx1.example.test", .a), ("mx1.example.test", .aaaa), ("example.test", .txt),
        ("example.test", .caa), ("_imaps._tcp.example.test", .srv), ("_25._tcp.mx1.example.test", .tlsa),
      ])
    #expect(
      answers.map(\.records) == [
        ["10 mx1.example.test.", "20 mx2.example.test."], ["192.0.2.25"], ["2001:db8::25"], ["v=spf1 mx ~all"],
        ["0 issue \"ca.example\""], ["0 1 993 mx1.example.test."], ["3 1 1 abcd"],
      ])
  }

  @Test func followsAnAliasToItsRecords() async throws {
    #expect(try await asking("example.test", [("www.example.test", .a)]).first?.records == ["192.0.2.25"])
  }

  @Test func tellsAMissingNameFromAMissingType() async throws {
    let answers = try await asking("example.test", [("nope.example.test", .a), ("ns1.example.test", .mx)])
    #expect(answers.map(\.outcome) == [.nameDoesNotExist, .noData])
  }

  @Test func provesAnAnswerFromASignedZone() async throws {
    let answer = try await askingSigned("example.org")
    #expect(answer == DNSAnswer(.found(["v=spf1 mx ~all"]), isValidated: true))
  }

  @Test func provesThatANameIsMissingFromASignedZone() async throws {
    let answer = try await askingSigned("nope.example.org")
    #expect(answer == DNSAnswer(.nameDoesNotExist, isValidated: true))
  }

  @Test func saysWhyAForgedAnswerIsBogus() async throws {
    let answer = try await askingSigned("example.org") { $0.replacing("\"~all\"", with: "\"+all\"") }
    guard case .bogus(let reason) = answer.outcome else {
      Issue.record("\(answer)")
      return
    }
    #expect(reason.contains("signature"))
  }

  @Test func anUnsignedAnswerIsFoundButUnproven() async throws {
    let answers = try await asking("example.test", [("example.test", .txt)])
    #expect(answers == [DNSAnswer(.found(["v=spf1 mx ~all"]), isValidated: false)])
  }

  @Test func tellsSilenceFromAnAnswer() async throws {
    let question = DNSQuestion(try DNSName("example.test"), .mx, resolver: try Endpoint("127.0.0.1:9"))
    let answer = try await DNSClient.live(timeLimit: .seconds(3)).ask(question)
    guard case .unreachable = answer.outcome else {
      Issue.record("\(answer)")
      return
    }
  }

  @Test func tellsThatTheServerRefuses() async throws {
    #expect(try await asking("example.test", [("other.test", .mx)]).map(\.outcome) == [.serverFailure("REFUSED")])
  }

  @Test func tellsThatTheResolverFails() async throws {
    let zone = try DomainName("orphan.test")
    let answer = try await NameServers.with { servers in
      try await servers.serving([DomainName("example.test"): Self.zone]) { server in
        try await servers.resolving(zone, from: server) { resolver in
          try await DNSClient.live().ask(DNSQuestion(DNSName(zone), .mx, resolver: resolver))
        }
      }
    }
    #expect(answer.outcome == .serverFailure("SERVFAIL"))
  }

  @Test func refusesAResolverWithoutAddress() async throws {
    let question = DNSQuestion(try DNSName("example.test"), .mx, resolver: try Endpoint("dns.example.test:53"))
    await #expect(throws: Fault.self) { try await DNSClient.live().ask(question) }
  }

  private func asking(_ zone: String, _ questions: [(String, RecordType)]) async throws -> [DNSAnswer] {
    try await NameServers.with { servers in
      try await servers.serving([DomainName(zone): Self.zone]) { server in
        var answers: [DNSAnswer] = []
        for (name, type) in questions {
          answers.append(try await DNSClient.live().ask(DNSQuestion(DNSName(name), type, resolver: server)))
        }
        return answers
      }
    }
  }

  private func askingSigned(
    _ name: String, tampering: (String) -> String = { $0 }
  ) async throws -> DNSAnswer {
    let zone = try DomainName("example.org")
    return try await NameServers.with { servers in
      let (text, anchor) = try await servers.signed(zone, "$ORIGIN \(zone).\n" + Self.zone)
      return try await servers.serving([zone: tampering(text)]) { server in
        let client = DNSClient.live(anchors: .records([anchor]))
        return try await client.ask(DNSQuestion(DNSName(name), .txt, resolver: server))
      }
    }
  }
}
