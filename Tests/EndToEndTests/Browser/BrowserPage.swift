import Foundation
import TestSupport
import Testing

/// A page in a real browser, as a person uses it: by what stands there to read.
struct BrowserPage {
  let driver: WebDriver
  /// Where the console is.
  let origin: String
  /// What the pictures of this story are called.
  let story: String

  /// Runs `body` with a browser that reads `language` and is at the console of `instance`. When it fails, a picture of
  /// what was there then is kept.
  static func with(
    _ instance: LocalInstance, language: String = "en", story: String, _ body: (BrowserPage) async throws -> Void
  ) async throws {
    try await WebDriver.with(port: instance.portBase + 999, language: language) { driver in
      let page = BrowserPage(
        driver: driver, origin: "https://localhost:\(instance.portBase + 443)", story: story)
      do {
        try await page.show(on: .desktop)
        try await body(page)
      } catch {
        try? await page.picture("\(story)-failure")
        throw error
      }
    }
  }

  func open(_ path: String) async throws {
    try await driver.command(.post, "/url", ["url": origin + path])
  }

  /// The path at which the browser is.
  var path: String {
    get async throws {
      let url = try await driver.command(.get, "/url") as? String ?? ""
      return url.hasPrefix(origin) ? String(url.dropFirst(origin.count)) : url
    }
  }

  var text: String { get async throws { try await driver.run("return document.body.innerText") as? String ?? "" } }

  func shows(_ words: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let text = try await text
    #expect(text.contains(words), "“\(words)” is not in:\n\(text)", sourceLocation: sourceLocation)
  }

  /// Waits until `words` are there, where several pages come by themselves; one that is just leaving says nothing.
  func comes(_ words: String, at path: String? = nil) async throws {
    try await eventually("“\(words)” is there", within: .seconds(30)) {
      let (here, shown) = (try? await self.path, try? await text)
      return (path == nil || here == path) && shown?.contains(words) == true
    }
  }

  func showsNot(_ words: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let text = try await text
    #expect(!text.contains(words), sourceLocation: sourceLocation)
  }

  /// Types into the field with this label, in place of what stands there.
  func type(_ label: String, _ text: String) async throws {
    try await type(at: "//*[@id = //label[normalize-space() = '\(label)']/@for][self::input or self::textarea]", text)
  }

  /// The same by its place (XPath), where others' pages have no labels.
  func type(at path: String, _ text: String) async throws {
    let field = try await element(path)
    try await driver.command(.post, "/element/\(field)/clear")
    try await driver.command(.post, "/element/\(field)/value", ["text": text])
  }

  func choose(_ label: String, _ option: String) async throws {
    try await click(
      "//select[@id = //label[normalize-space() = '\(label)']/@for]/option[normalize-space() = '\(option)']")
  }

  /// Ticks or unticks the box with this label, or of this row of a list.
  func tick(_ label: String) async throws {
    try await click("//label[normalize-space() = '\(label)']/input | //input[@aria-label = '\(label)']")
  }

  /// A button or a link, by the whole of its words; then the next page is there.
  func press(_ words: String) async throws {
    try await follow("//button[normalize-space() = '\(words)'] | //a[normalize-space() = '\(words)']")
  }

  /// The same by its place (XPath).
  func follow(_ place: String) async throws {
    try await driver.run("window.isLeft = true")
    try await click(place)
    try await eventually("the page after “\(place)” is there", within: .seconds(30)) {
      try await driver.run("return !window.isLeft && document.readyState === 'complete'") as? Bool == true
    }
  }

  /// Presses what stands at a place (XPath), and waits for nothing.
  func click(_ path: String) async throws {
    let found = try await element(path)
    try await driver.command(.post, "/element/\(found)/click")
  }

  private func element(_ path: String) async throws -> String {
    do {
      let found = try await driver.command(.post, "/element", ["using": "xpath", "value": path]) as? [String: String]
      return found?.values.first ?? ""
    } catch let failure as WebDriverFailure where failure.error == "no such element" {
      throw WebDriverFailure("nothing at \(path)", try await "at \(self.path): " + text.replacing("\n", with: " · "))
    }
  }
}

/// How a page is looked at.
struct Screen: CaseIterable, Hashable {
  let name: String
  let width: Int
  let isDark: Bool

  static let desktop = Screen(name: "light", width: 1_280, isDark: false)
  static let dark = Screen(name: "dark", width: 1_280, isDark: true)
  static let phone = Screen(name: "phone", width: 360, isDark: false)
  static let darkPhone = Screen(name: "dark-phone", width: 360, isDark: true)
  static let allCases = [desktop, dark, phone]
}

extension BrowserPage {
  func show(on screen: Screen) async throws {
    try await driver.chrome(
      "Emulation.setEmulatedMedia",
      ["features": [["name": "prefers-color-scheme", "value": screen.isDark ? "dark" : "light"]]])
    try await driver.chrome(
      "Emulation.setDeviceMetricsOverride",
      ["width": screen.width, "height": 900, "deviceScaleFactor": 1, "mobile": false])
  }

  /// Keeps a picture of the whole page, and has axe judge it on each screen; nothing may be wider than the screen.
  func look(_ name: String, on screens: [Screen] = Screen.allCases, sourceLocation: SourceLocation = #_sourceLocation)
    async throws
  {
    for screen in screens {
      try await show(on: screen)
      try await picture("\(story)-\(name)-\(screen.name)")
      let violations = try await violations()
      #expect(violations == [], "\(name) on \(screen.name)", sourceLocation: sourceLocation)
      let overflow =
        try await driver.run(
          "return document.documentElement.scrollWidth - document.documentElement.clientWidth") as? Int
      #expect(overflow == 0, "\(name) is wider than \(screen.name)", sourceLocation: sourceLocation)
    }
    try await show(on: .desktop)
  }

  /// Where the pictures of the last run lie.
  private static let pictures = "\(FileManager.default.currentDirectoryPath)/.build/screenshots"

  func picture(_ name: String, in directory: String = pictures, isWhole: Bool = true) async throws {
    let answer =
      try await driver.chrome("Page.captureScreenshot", ["format": "png", "captureBeyondViewport": isWhole])
      as? [String: Any]
    guard let text = answer?["data"] as? String, let data = Data(base64Encoded: text) else { return }
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try data.write(to: URL(fileURLWithPath: "\(directory)/\(name).png"))
  }

  /// What axe finds: rule, and where.
  private func violations() async throws -> [String] {
    let isThere = try await driver.run("return typeof axe !== 'undefined'") as? Bool ?? false
    if !isThere { try await driver.run(Axe.source()) }
    let found = try await driver.run(
      """
      const done = arguments[0];
      axe.run(document, {resultTypes: ['violations']}).then(
        r => done(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join('; '))),
        e => done(['axe: ' + e]));
      """, isAsync: true)
    return found as? [String] ?? ["axe said nothing"]
  }
}

/// axe-core, as packaging/install-test-tools has put it into the build's directory.
private enum Axe {
  static func source() throws -> String {
    let tools = "\(FileManager.default.currentDirectoryPath)/.build/test-tools/lib"
    for python in try FileManager.default.contentsOfDirectory(atPath: tools) {
      let file = "\(tools)/\(python)/site-packages/axe_playwright_python/axe.min.js"
      if let source = try? String(contentsOfFile: file, encoding: .utf8) { return source }
    }
    throw WebDriverFailure("axe-core is missing", "run packaging/install-test-tools")
  }
}
