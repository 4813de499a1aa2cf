import Testing

@Suite struct RequestTests {
  @Test func everyRequestSaysWhatItIsAndIsListed() {
    #expect(report(of: RequestRules.violations(in: SourceTree.product)) == "")
  }

  @Test func findsTheRequestsAtAll() {
    let types = SourceTree.product.flatMap(RequestRules.requests(in:)).map(\.type)
    #expect(Set(types).isSuperset(of: ["AddAccount", "ListAliases", "RunProbe"]))
  }

  private static let sound = """
    struct AddThing: Action {
      static let name = "things.add"
      static let route = Route.post("things/{name}")
      static let permission: Permission = "things.add"
      static let summary = Text(en: "Adds a thing.", es: "Añade una cosa.")
      var name: String
      func perform(in work: Work) throws { static let name = "" }
    }
    let things = Capability("things", doors: [.action(AddThing.self)])
    """

  private func violations(_ text: String) -> [Violation] {
    RequestRules.violations(in: [SourceFile("Sources/Accounts/Things/Things.swift", text), Self.product])
  }

  private static let product = SourceFile(
    "Sources/palomar/Product.swift", "let capabilities = [things]\nlet known = [AddThing.self, AddOther.self]")

  @Test func allowsASoundOne() {
    #expect(report(of: violations(Self.sound)) == "")
  }

  @Test(arguments: [
    (#""things.add""#, #""things""#),
    (#"permission: Permission = "things.add""#, #"permission: Permission = "Things add""#),
    (#"permission: Permission = "things.add""#, #"permission: Permission = "things.read""#),
    ("Añade una cosa.", "Adds a thing."),
    ("Añade una cosa.", ""),
    ("  static let route = Route.post(\"things/{name}\")\n", ""),
    (".action(AddThing.self)", ""),
    (".action(AddThing.self)", ".query(AddThing.self)"),
    ("AddThing: Action", "AddThing: Inspection"),
  ])
  func refusesOneThatIsNot(part: String, replacement: String) {
    #expect(violations(Self.sound.replacing(part, with: replacement)) != [])
  }

  @Test func refusesAQueryThatNeedsMoreThanReading() {
    let query = Self.sound.replacing(": Action", with: ": DomainQuery").replacing(".action", with: ".query")
      .replacing(".post", with: ".get")
    #expect(violations(query).count == 1)
    let permission = #"permission: Permission = "things"#
    #expect(violations(query.replacing("\(permission).add", with: "\(permission).read")) == [])
  }

  @Test func refusesARouteThatIsTaken() {
    let second = Self.sound.replacing("AddThing", with: "AddOther").replacing("things.add", with: "others.add")
      .replacing("{name}", with: "{other}")
    #expect(violations(Self.sound + "\n" + second).count == 1)
  }

  @Test func refusesANameThatIsTaken() {
    let second = Self.sound.replacing("AddThing", with: "AddOther").replacing("things/", with: "others/")
    #expect(violations(Self.sound + "\n" + second).count == 1)
  }

  @Test func refusesOneThatNoCommandAsksFor() {
    let files = [SourceFile("Sources/Accounts/Things/Things.swift", Self.sound)]
    let list = SourceFile("Sources/palomar/Product.swift", "let capabilities = [things]")
    let command = SourceFile("Sources/Accounts/Things/Add.swift", "import ArgumentParser\nlet a = AddThing(name: b)")
    #expect(RequestRules.violations(in: files + [list]).count == 1)
    #expect(RequestRules.violations(in: files + [list, command]) == [])
  }

  @Test func refusesACapabilityThatTheProductDoesNotList() {
    let product = SourceFile("Sources/palomar/Product.swift", "let capabilities = []; let known = AddThing.self")
    #expect(RequestRules.violations(in: [SourceFile("Sources/Accounts/T/T.swift", Self.sound), product]).count == 1)
  }
}
