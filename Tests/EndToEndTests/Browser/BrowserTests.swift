import Foundation
import TestSupport
import Testing

/// The console in a real browser, as four people use it, in both languages. The pictures of the last run lie in
/// `.build/screenshots`.
@Suite struct BrowserTests {
  @Test func fourPeopleDoTheirWorkInBothLanguagesAndEveryPageIsAccessible() async throws {
    try await LocalInstance.with { instance in
      try await people(of: instance)
      for language in ["en", "es"] {
        try await BrowserPage.with(instance, language: language, story: language) { page in
          let story = Story(instance: instance, page: page, language: language)
          try await story.administratorManagesEverything()
          try await story.technicianHelpsPeopleOfOneDomain()
          try await story.userLooksAfterTheirOwn()
          try await story.userSeesWhatBecomesOfTheirMail()
          try await story.technicianFindsAMessage()
          try await story.auditorReadsAndChangesNothing()
        }
      }
      try await BrowserPage.with(instance, story: "crawl") { page in try await judgeEveryPage(page, instance) }
    }
  }

  /// Enough of them that a list looks like one.
  private func people(of instance: LocalInstance) async throws {
    let names = [
      "ana": "Ana Ruiz", "bruno": "Bruno Díaz", "carmen": "Carmen Vega", "diego": "Diego Soto", "elena": "Elena Mora",
      "felix": "Félix Roca", "gloria": "Gloria Paz", "hugo": "Hugo León",
    ]
    for (name, whole) in names.sorted(by: { $0.key < $1.key }) {
      _ = try await instance.palomar(["account", "add", "\(name)@example.test", "--name", whole, "--quota", "2G"])
    }
    _ = try await instance.palomar(["account", "suspend", "felix@example.test", "--reason", "on leave"])
    _ = try await instance.palomar(["domain", "add", "elsewhere.test"])
    _ = try await instance.palomar(["account", "add", "eva@elsewhere.test"])
  }

  /// Whoever may everything follows every link that the console has, so that a new page is judged with the others.
  private func judgeEveryPage(_ page: BrowserPage, _ instance: LocalInstance) async throws {
    let story = Story(instance: instance, page: page, language: "crawl")
    try await story.add("admin", role: "administrator")
    let english = Story(instance: instance, page: page, language: "en")
    try await page.open("/sign-in")
    try await page.look("sign-in")
    try await page.type("Email address", story.address("admin"))
    try await page.type("Password", Story.password)
    try await page.press(english.say("Sign in", "Entrar"))
    try await recordForReadme(page)
    var open = ["/", "/design", "/accounts?choose=all"]
    var shapes: Set<String> = []
    while let path = open.popLast() {
      // One page of each shape: accounts differ in their addresses, not in how they look.
      guard shapes.insert(shape(of: path)).inserted else { continue }
      try await page.open(path)
      try await page.look(shape(of: path).replacing("/", with: "_"))
      open += try await links(page)
    }
    #expect(shapes.count > 25)
  }

  private func links(_ page: BrowserPage) async throws -> [String] {
    let links = try await page.driver.run(
      """
      return [...document.querySelectorAll('a[href]')].filter(a => a.origin === location.origin && !a.hash)
        .map(a => decodeURIComponent(a.pathname));
      """)
    return (links as? [String] ?? []).filter {
      !$0.contains("export") && !$0.hasPrefix("/api") && !$0.contains(".") || $0.contains("@")
    }
  }

  /// `/accounts/ana@example.test/rights` → `/accounts/*/rights`
  private func shape(of path: String) -> String {
    let plain = path.split(separator: "?").first.map(String.init) ?? path
    return plain.split(separator: "/").map { part in
      part.contains("@") || part.contains(".") || part.contains(where: \.isNumber) ? "*" : String(part)
    }.joined(separator: "/")
  }

  /// `PALOMAR_RECORD=1` makes the picture of the README anew.
  private func recordForReadme(_ page: BrowserPage) async throws {
    guard ProcessInfo.processInfo.environment["PALOMAR_RECORD"] != nil else { return }
    let images = "\(FileManager.default.currentDirectoryPath)/docs/images"
    try await page.open("/accounts?domain=example.test&sort=-name")
    try await page.picture("console", in: images, isWhole: false)
  }
}
