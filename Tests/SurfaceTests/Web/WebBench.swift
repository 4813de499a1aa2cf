import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import MailModel
import NIOCore
import TestSupport

@testable import Surface

/// The web face of a test bench, without a socket: `key` is a token, and `session` a session, of an administrator.
struct WebBench: Sendable {
  let bench: TestBench
  let application: any ApplicationProtocol & Sendable

  init(_ capabilities: [Capability] = [notes], identity: WebIdentity = .sample) async throws {
    try await self.init(over: TestBench(capabilities), capabilities, identity: identity)
  }

  /// Another process on the same store.
  init(over bench: TestBench, _ capabilities: [Capability] = [notes], identity: WebIdentity = .sample) {
    self.bench = bench
    let face = WebFace(capabilities, plane: bench.plane, identity: identity)
    application = Application(router: face.router())
  }

  @discardableResult
  func send(
    _ method: HTTPRequest.Method, _ path: String, _ headers: [String: String] = ["Authorization": "Bearer key"],
    body: String? = nil
  ) async throws -> TestResponse {
    var fields = HTTPFields()
    for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
    return try await application.test(.router) { [fields] client in
      try await client.execute(uri: path, method: method, headers: fields, body: body.map(ByteBuffer.init(string:)))
    }
  }
}

extension WebIdentity {
  static let sample = WebIdentity(
    session: { secret, _ in
      guard secret.value == "session" else { return nil }
      return SignedIn(
        address: try Address("ana@example.test"), displayName: "Ana", principal: TestBench.administrator, session: "1")
    },
    bearer: { secret, _ in ["key", "second"].contains(secret.value) ? TestBench.administrator : nil })
}

extension TestResponse {
  var text: String { String(buffer: body) }

  func problem() throws -> Problem {
    try WireJSON.decoder().decode(Problem.self, from: Data(body.readableBytesView))
  }

  func header(_ name: String) -> String? {
    HTTPField.Name(name).flatMap { headers[$0] }
  }
}
