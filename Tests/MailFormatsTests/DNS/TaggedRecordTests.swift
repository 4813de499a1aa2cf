import MailFormats
import Testing

@Suite struct TaggedRecordTests {
  @Test(arguments: [
    (TaggedRecord.Kind.signingKey, "v=DKIM1; k=rsa; p=AbC=", "p=Ab C= ;k=RSA"),
    (.signingKey, "v=DKIM1; p=AbC", "v=DKIM1; h=*; s=*; t=; n=note; p=AbC"),
    (.alignmentPolicy, "v=DMARC1; p=quarantine; rua=mailto:a@b", "v=DMARC1;p=Quarantine;rua=mailto:A@b;"),
    (.alignmentPolicy, "v=DMARC1; p=none; rua=mailto:a@b,mailto:c@d", "v=DMARC1; rua=mailto:c@d, mailto:a@b; p=none"),
    (.alignmentPolicy, "v=DMARC1; p=reject", "v=DMARC1; p=reject; sp=reject; pct=100; adkim=r; aspf=r; fo=0"),
    (.tlsReports, "v=TLSRPTv1; rua=mailto:a@b", "v=TLSRPTv1;rua=mailto:a@b"),
  ])
  func equalsWhatMeansTheSame(kind: TaggedRecord.Kind, left: String, right: String) throws {
    #expect(try #require(TaggedRecord(left, as: kind)) == #require(TaggedRecord(right, as: kind)))
  }

  @Test(arguments: [
    (TaggedRecord.Kind.signingKey, "p=AbC", "p=abc"), (.signingKey, "p=AbC", "p="),
    (.signingKey, "p=AbC", "p=AbC; t=y"), (.signingKey, "p=AbC", "k=ed25519; p=AbC"),
    (.alignmentPolicy, "v=DMARC1; p=reject", "v=DMARC1; p=none"),
    (.alignmentPolicy, "v=DMARC1; p=reject", "v=DMARC1; p=reject; sp=none"),
    (.alignmentPolicy, "v=DMARC1; p=reject", "v=DMARC1; p=reject; pct=10"),
    (.tlsReports, "v=TLSRPTv1; rua=mailto:a@b", "v=TLSRPTv1; rua=mailto:c@b"),
  ])
  func differsFromWhatMeansSomethingElse(kind: TaggedRecord.Kind, left: String, right: String) throws {
    #expect(try #require(TaggedRecord(left, as: kind)) != #require(TaggedRecord(right, as: kind)))
  }

  @Test(arguments: [
    (TaggedRecord.Kind.alignmentPolicy, "p=reject; v=DMARC1"), (.alignmentPolicy, "v=DMARC2; p=none"),
    (.alignmentPolicy, "v=spf1 mx ~all"), (.signingKey, "v=DKIM2; p=a"), (.signingKey, "v=DKIM1; k=rsa"),
    (.tlsReports, "v=TLSRPTv1 rua"),
  ])
  func refusesWhatIsNone(kind: TaggedRecord.Kind, text: String) {
    #expect(TaggedRecord(text, as: kind) == nil)
  }
}
