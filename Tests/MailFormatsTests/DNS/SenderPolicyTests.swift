import MailFormats
import Testing

@Suite struct SenderPolicyTests {
  @Test(arguments: [
    ("v=spf1 mx ~all", "V=SPF1  MX  ~ALL"), ("v=spf1 mx ~all", "v=spf1 +mx ~all"),
    ("v=spf1 mx a ~all", "v=spf1 a mx ~all"), ("v=spf1 ip4:192.0.2.1 -all", "v=spf1 ip4:192.0.2.1/32 -all"),
    ("v=spf1 ip6:2001:db8::1 -all", "v=spf1 ip6:2001:DB8:0::1/128 -all"),
    ("v=spf1 include:Spf.Example.org. -all", "v=spf1 include:spf.example.org -all"),
    ("v=spf1 redirect=a.example mx", "v=spf1 mx redirect=A.example"),
  ])
  func equalsWhatDecidesAlike(left: String, right: String) throws {
    #expect(try #require(SenderPolicy(left)) == #require(SenderPolicy(right)))
  }

  @Test(arguments: [
    ("v=spf1 mx ~all", "v=spf1 mx -all"), ("v=spf1 mx ~all", "v=spf1 mx +all"), ("v=spf1 mx ~all", "v=spf1 ~all mx"),
    ("v=spf1 mx ~all", "v=spf1 mx a ~all"), ("v=spf1 ip4:192.0.2.0/24 -all", "v=spf1 ip4:192.0.2.0 -all"),
    ("v=spf1 -a mx -all", "v=spf1 mx -a -all"), ("v=spf1 mx", "v=spf1 mx redirect=a.example"),
    ("v=spf1 mx:a.example -all", "v=spf1 mx -all"),
  ])
  func differsFromWhatDecidesOtherwise(left: String, right: String) throws {
    #expect(try #require(SenderPolicy(left)) != #require(SenderPolicy(right)))
  }

  @Test(arguments: ["", "v=spf10 mx", "v=spf1mx", "spf1 mx", "v=DMARC1; p=none"])
  func refusesWhatIsNone(text: String) {
    #expect(SenderPolicy(text) == nil)
  }
}
