import AsyncHTTPClient
import Foundation
import NIOCore
import TestSupport

/// Debian's Chromium by its driver: the commands of W3C WebDriver, and Chromium's own for the screen.
struct WebDriver: Sendable {
  private let session: String

  /// Runs `body` with a browser that takes any certificate and asks for pages in `language`; its driver listens on
  /// `port`.
  static func with(port: Int, language: String, _ body: (WebDriver) async throws -> Void) async throws {
    let driver = try await DriverProgram(port: port)
    defer { driver.end() }
    let browser = try await WebDriver(driver.address, language)
    do {
      try await body(browser)
    } catch {
      _ = try? await browser.command(.delete)
      throw error
    }
    try await browser.command(.delete)
  }

  private init(_ address: String, _ language: String) async throws {
    // Root has no sandbox, and a small /dev/shm is not the browser's business.
    let options: [String: Any] = [
      "args": ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars"],
      "prefs": ["intl.accept_languages": language],
    ]
    let wanted: [String: Any] = [
      "capabilities": ["alwaysMatch": ["acceptInsecureCerts": true, "goog:chromeOptions": options]]
    ]
    let answer = try await Self.ask("\(address)/session", .post, wanted) as? [String: Any]
    guard let id = answer?["sessionId"] as? String else { throw WebDriverFailure("no session") }
    session = "\(address)/session/\(id)"
  }

  @discardableResult
  func command(_ method: Method, _ path: String = "", _ body: [String: Any] = [:]) async throws -> Any? {
    try await Self.ask(session + path, method, body)
  }

  @discardableResult
  func run(_ script: String, _ arguments: [Any] = [], isAsync: Bool = false) async throws -> Any? {
    try await command(.post, "/execute/\(isAsync ? "async" : "sync")", ["script": script, "args": arguments])
  }

  /// A command of the Chrome DevTools Protocol.
  @discardableResult
  func chrome(_ name: String, _ parameters: [String: Any]) async throws -> Any? {
    try await command(.post, "/goog/cdp/execute", ["cmd": name, "params": parameters])
  }

  enum Method: String {
    case get = "GET"
    case post = "POST"
    case delete = "DELETE"
  }

  fileprivate static func ask(_ url: String, _ method: Method, _ body: [String: Any]) async throws -> Any? {
    var request = HTTPClientRequest(url: url)
    request.method = .init(rawValue: method.rawValue)
    if method == .post { request.body = .bytes(ByteBuffer(data: try JSONSerialization.data(withJSONObject: body))) }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(90))
    let data = Data(buffer: try await response.body.collect(upTo: 64 << 20))
    let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let value = answer?["value"]
    guard response.status.code == 200 else {
      let fields = value as? [String: Any]
      throw WebDriverFailure("\(fields?["error"] ?? "")", fields?["message"] as? String ?? "")
    }
    return value
  }
}

struct WebDriverFailure: Error, CustomStringConvertible {
  /// Such as `no such element`.
  let error: String
  let message: String

  init(_ error: String, _ message: String = "") {
    self.error = error
    self.message = message
  }

  var description: String { "\(error): \(message.split(separator: "\n").first ?? "")" }
}

/// `chromedriver`, until its test is over.
private struct DriverProgram {
  let address: String
  private let process: Process

  init(port: Int) async throws {
    process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/chromedriver")
    process.arguments = ["--port=\(port)"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    address = "http://127.0.0.1:\(port)"
    try await eventually("chromedriver answers", within: .seconds(60)) { [address] in
      let status = try? await WebDriver.ask("\(address)/status", .get, [:]) as? [String: Any]
      return status?["ready"] as? Bool == true
    }
  }

  /// It blocks the signals that its parent does, so that only the hardest is sure to end it. Then its port is free.
  func end() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
