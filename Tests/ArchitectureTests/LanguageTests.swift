import Testing

@Suite struct LanguageTests {
  @Test func everySentenceStandsInBothLanguages() {
    #expect(report(of: LanguageRules.violations(in: SourceTree.product)) == "")
  }

  @Test(arguments: [
    #"let a = Text(en: "yes", es: "")"#,
    #"let a = Text(en: "", es: "sí")"#,
    #"let a = spoken(en: "yes", es: "yes")"#,
    #"throw Fault(.invalid, en: "\(a) is bad", es: "\(a) is bad")"#,
    #"throw Fault(.invalid, en: "it is bad", field: "a")"#,
    #"let a = "\(spoken(en: "yes", es: "yes"))""#,
    #"let a = Text(en: "yes" + "no", es: "yes" + "no")"#,
  ])
  func refusesAMissingOrEqualTranslation(_ text: String) {
    #expect(LanguageRules.violations(in: [SourceFile("Sources/Kernel/A.swift", text)]).count == 1)
  }

  @Test(arguments: [
    #"let a = Text(en: "yes", es: "sí")"#,
    #"let a = Text(en: "\(count) of \(names.joined(separator: ", "))", es: "\(count) de \(names.joined())")"#,
    "init(en: String, es: String) { self.init(Text(en: en, es: es)) }",
    #"let a = Text(verbatim: "DKIM")"#,
  ])
  func allowsATranslation(_ text: String) {
    #expect(report(of: LanguageRules.violations(in: [SourceFile("Sources/Kernel/A.swift", text)])) == "")
  }
}
