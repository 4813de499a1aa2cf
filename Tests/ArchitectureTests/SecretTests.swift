import Testing

@Suite struct SecretTests {
  @Test func noRequestCarriesASecretInTheOpen() {
    #expect(report(of: SecretRules.violations(in: SourceTree.product)) == "")
  }

  @Test(arguments: [
    ("password: Secret", 0), ("password: Secret?", 0), ("password: String", 1), ("apiToken: String?", 1),
    ("privateKey: [UInt8]", 1), ("name: String", 0),
  ])
  func tellsOneFromTheOther(field: String, count: Int) {
    let file = SourceFile("Sources/Accounts/T/T.swift", "struct SetThing: Action { package var \(field) }")
    #expect(SecretRules.violations(in: [file]).count == count)
  }
}
