import Deployment
import Kernel
import MailFormats
import MailModel
import Testing

@Suite struct RecordVerdictTests {
  private typealias Case = (RecordPurpose, [String], RecordVerdict.State)

  @Test(arguments: [
    (RecordPurpose.mailExchanger, ["10 mail.example.org."], RecordVerdict.State.good),
    (.mailExchanger, ["50 MAIL.example.org."], .good),
    (.mailExchanger, ["10 mail.example.org.", "20 backup.example.net."], .different),
    (.mailExchanger, ["10 other.example.net."], .different), (.mailExchanger, ["0 ."], .different),
    (.senderPolicy, ["google-site-verification=x", "v=spf1 mx ~all"], .good),
    (.senderPolicy, ["google-site-verification=x"], .missing), (.senderPolicy, ["v=spf1 mx +all"], .different),
    (.senderPolicy, ["v=spf1 mx ~all", "v=spf1 mx -all"], .different),
    (.signature, ["v=DKIM1;p=MIIB"], .good), (.signature, ["v=DKIM1; p="], .different),
    (.signature, ["v=DKIM1; k=rsa; p=OTHER"], .different),
    (.signature, ["v=DKIM1; p=MIIB", "v=DKIM1; p=X"], .different),
    (.alignment, ["v=DMARC1;p=quarantine;rua=mailto:postmaster@example.org;pct=100"], .good),
    (.alignment, ["v=DMARC1; p=none; rua=mailto:postmaster@example.org"], .different),
    (.alignment, ["v=spf1 mx ~all"], .missing),
    (.tlsReports, ["v=TLSRPTv1;rua=mailto:postmaster@example.org"], .good),
    (.clientSetup, ["5 50 465 mail.example.org."], .good), (.clientSetup, ["0 1 587 mail.example.org."], .different),
    (.hostAddress, ["192.0.2.25", "192.0.2.26"], .good), (.hostAddress, ["192.0.2.26"], .different),
    (.reverseName, ["mail.example.org."], .good), (.reverseName, ["host25.example.net."], .different),
  ])
  func comparesByMeaning(purpose: RecordPurpose, found: [String], state: RecordVerdict.State) throws {
    let result = verdict(expected: try record(purpose), answer: DNSAnswer(.found(found)))
    #expect(result.state == state, "\(result.detail.en)")
    #expect(result.found == found)
  }

  @Test(arguments: [
    (DNSAnswer.Outcome.noData, RecordVerdict.State.missing), (.nameDoesNotExist, .missing),
    (.serverFailure("SERVFAIL"), .unreachable), (.unreachable("no answer from 192.0.2.53:53"), .unreachable),
    (.bogus("signature expired"), .unreachable), (.found([]), .missing),
  ])
  func anAnswerWithoutRecordsIsNeverGood(outcome: DNSAnswer.Outcome, state: RecordVerdict.State) throws {
    for record in try expectedRecords(for: .example()) {
      let result = verdict(expected: record, answer: DNSAnswer(outcome, isValidated: true))
      #expect(result.state == state || (outcome == .found([]) && result.state == .different), "\(record.purpose)")
      #expect(result.state != .good)
    }
  }

  @Test func tellsFailuresApartInItsDetail() throws {
    let outcomes: [DNSAnswer.Outcome] = [.serverFailure("REFUSED"), .unreachable("no answer"), .bogus("expired")]
    let details = try outcomes.map { verdict(expected: try record(.mailExchanger), answer: DNSAnswer($0)).detail.en }
    #expect(
      details == [
        "the resolver cannot answer (REFUSED)", "nobody answers (no answer)",
        "the answer is forged or its signatures are broken (expired)",
      ])
  }

  @Test func saysWhetherItIsProven() throws {
    let answer = DNSAnswer(.found(["10 mail.example.org."]), isValidated: true)
    #expect(verdict(expected: try record(.mailExchanger), answer: answer).isValidated)
  }

  private func record(_ purpose: RecordPurpose) throws -> ExpectedRecord {
    try #require(expectedRecords(for: .example()).first { $0.purpose == purpose })
  }
}
