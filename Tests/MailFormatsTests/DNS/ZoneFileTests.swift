import MailFormats
import MailModel
import Testing

@Suite struct ZoneFileTests {
  @Test func writesNamesRelativeToTheZoneAndOthersAsComments() throws {
    let domain = try DomainName("example.org")
    let host = try DNSName("mail.example.org")
    let file = ZoneFile(
      zone: domain,
      records: [
        (ZoneRecord(name: DNSName(domain), ttl: 3600, value: .mailExchanger(preference: 10, host: host)), "mail"),
        (ZoneRecord(name: try DNSName("_dmarc.example.org"), ttl: 60, value: .text("v=DMARC1; p=none")), "policy"),
        (ZoneRecord(name: try DNSName("1.2.0.192.in-addr.arpa"), ttl: 60, value: .pointer(host)), "name"),
      ])
    #expect(
      file.text == """
        $ORIGIN example.org.
        ; mail
        @      3600   IN MX    10 mail.example.org.
        ; policy
        _dmarc 60     IN TXT   "v=DMARC1; p=none"
        ; name
        ; 1.2.0.192.in-addr.arpa. 60     IN PTR   mail.example.org.

        """)
  }

  @Test func aNameThatOnlyEndsAlikeIsOfAnotherZone() throws {
    let record = ZoneRecord(name: try DNSName("notexample.org"), ttl: 60, value: .text("x"))
    let file = ZoneFile(zone: try DomainName("example.org"), records: [(record, "")])
    #expect(file.text.contains("; notexample.org. "))
  }
}
