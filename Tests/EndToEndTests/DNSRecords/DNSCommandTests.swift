import Foundation
import MailModel
import TestSupport
import Testing

@Suite struct DNSCommandTests {
  @Test func publishesItsOwnZoneFileAndFindsItGood() async throws {
    try await LocalInstance.with { instance in
      let domain = instance.domain
      let zone = try await instance.palomar(["dns", "records", domain.name, "--zone"])
      #expect(zone.code == 0)
      let head =
        "$TTL 60\n@ IN SOA mail.\(domain). hostmaster.\(domain). 1 3600 600 86400 60\n@ IN NS mail.\(domain).\n"
      try await NameServers.with { servers in
        try await servers.serving([domain: head + zone.output]) { server in
          let check = try await instance.palomar(["dns", "check", domain.name, "--resolver", server.text])
          #expect(check.code == 0, "\(check.output)\(check.complaints)")
        }
        let tampered = zone.output.replacing("v=spf1 mx ~all", with: "v=spf1 +all")
        try await servers.serving([domain: head + tampered]) { server in
          let check = try await instance.palomar(["dns", "check", domain.name, "--resolver", server.text, "--json"])
          #expect(check.code == 1)
          #expect(check.output.contains("\"verdict\":\"different\""))
        }
      }
      let nobody = try await instance.palomar(["dns", "check", domain.name, "--resolver", "127.0.0.1:9"])
      #expect(nobody.code == 1)
      #expect(nobody.output.contains("unreachable") && !nobody.output.contains("good"))
      let bad = try await instance.palomar(["dns", "check", domain.name, "--resolver", "dns.example.test:53"])
      #expect(bad.code == 3)
    }
  }
}
