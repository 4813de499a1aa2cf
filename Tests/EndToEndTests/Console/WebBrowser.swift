import Foundation
import TestSupport
import Testing

/// Debian's Chromium without a window, by its driver (W3C WebDriver).
struct WebBrowser: Sendable {
  private let session: String

  /// Runs `body` with a browser whose driver listens at `port`, and ends both.
  static func with(port: Int, language: String = "en", _ body: @escaping @Sendable (WebBrowser) async throws -> Void)
    async throws
  {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { _ = try await Program.run(["/usr/bin/chromedriver", "--port=\(port)"]) }
      defer { group.cancelAll() }
      let driver = "http://127.0.0.1:\(port)"
      try await eventually("the browser's driver answers") { try await call("GET", "\(driver)/status") != nil }
      let wanted: [String: any Sendable] = [
        "acceptInsecureCerts": true,
        "goog:chromeOptions": [
          "binary": "/usr/bin/chromium",
          "args": ["--headless=new", "--no-sandbox", "--window-size=1200,900", "--lang=\(language)"],
          "prefs": ["intl.accept_languages": language],
        ] as [String: any Sendable],
      ]
      let capabilities: [String: any Sendable] = ["capabilities": ["alwaysMatch": wanted]]
      let opened = try await call("POST", "\(driver)/session", capabilities) as? [String: Any]
      let id = try #require(opened?["sessionId"] as? String, "no session: \(String(describing: opened))")
      let browser = WebBrowser(session: "\(driver)/session/\(id)")
      do { try await body(browser) } catch {
        try? await browser.photograph("failure")
        _ = try? await call("DELETE", browser.session)
        throw error
      }
      _ = try await call("DELETE", browser.session)
    }
  }

  func open(_ url: String) async throws {
    try await command("url", ["url": url])
  }

  var url: String {
    get async throws { try await Self.call("GET", "\(session)/url") as? String ?? "" }
  }

  var page: String {
    get async throws { try await Self.call("GET", "\(session)/source") as? String ?? "" }
  }

  func click(_ selector: String) async throws {
    try await command("element/\(element(selector))/click", [:])
  }

  func type(_ text: String, into selector: String) async throws {
    try await command("element/\(element(selector))/value", ["text": text])
  }

  /// A passkey device that asks who is there and is told at once (Web Authentication Level 3 §11.3).
  func plugInAuthenticator() async throws {
    try await command(
      "webauthn/authenticator",
      [
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
        "isUserVerified": true,
      ])
  }

  /// Into the build's directory, for people to look at.
  func photograph(_ name: String) async throws {
    let picture = try await Self.call("GET", "\(session)/screenshot") as? String ?? ""
    let directory = URL(fileURLWithPath: ".build/screenshots")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try Data(base64Encoded: picture)?.write(to: directory.appending(path: "\(name).png"))
  }

  private func element(_ selector: String) async throws -> String {
    let body = ["using": "css selector", "value": selector]
    let found = try await Self.call("POST", "\(session)/element", body) as? [String: Any]
    let page = found == nil ? try await page : ""
    // The key of a reference to an element (W3C WebDriver §12.1).
    return try #require(found?["element-6066-11e4-a52e-4f735466cecf"] as? String, "no \(selector) in \(page)")
  }

  private func command(_ path: String, _ body: [String: any Sendable]) async throws {
    _ = try await Self.call("POST", "\(session)/\(path)", body)
  }

  /// The answer's value; `nil` where nobody answers, or for nothing.
  private static func call(_ method: String, _ url: String, _ body: [String: any Sendable]? = nil) async throws -> Any?
  {
    var curl = ["/usr/bin/curl", "--silent", "--max-time", "60", "--request", method, url]
    if let body {
      let json = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
      curl += ["--header", "Content-Type: application/json", "--data", json]
    }
    let answer = Data(try await Program.run(curl).output.utf8)
    let value = (try? JSONSerialization.jsonObject(with: answer) as? [String: Any])?["value"]
    if let fault = value as? [String: Any], let error = fault["error"] {
      throw WebDriverError(description: "\(method) \(url): \(error): \(fault["message"] ?? "")")
    }
    return value is NSNull ? nil : value
  }
}

struct WebDriverError: Error, CustomStringConvertible {
  let description: String
}
