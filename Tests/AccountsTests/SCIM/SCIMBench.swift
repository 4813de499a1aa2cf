import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import MailFormats
import MailModel
import NIOCore
import Surface
import TestSupport
import Testing

@testable import Accounts
@testable import Surface

/// An identity provider that may keep the accounts of `a.example`, and the web face that it talks to.
struct SCIMBench: Sendable {
  let rights: RightsBench
  let application: any ApplicationProtocol & Sendable

  static let permissions = [
    "accounts.add", "accounts.change", "accounts.setPassword", "accounts.suspend", "accounts.resume",
    "accounts.remove", "accounts.restore", "accounts.read", "aliases.add", "aliases.remove",
    "groups.add", "groups.change", "groups.join", "groups.leave", "groups.remove", "groups.read",
  ]

  init(permissions: [String] = permissions) async throws {
    let rights = try await RightsBench()
    self.rights = rights
    let secret = try await rights.token(rights.boss, "scim", permissions, domain: rights.a)
    let principal = try await rights.present(secret)
    let identity = WebIdentity(
      session: { _, _ in nil }, bearer: { given, _ in given.value == "token" ? principal : nil })
    application = Application(
      router: WebFace([provisioning], plane: rights.bench.plane, identity: identity).router())
  }

  @discardableResult
  func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, _ headers: [String: String] = [:]
  ) async throws -> SCIMAnswer {
    var fields: HTTPFields = [.authorization: "Bearer token", .contentType: "application/scim+json"]
    for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
    let response = try await application.test(.router) { [fields] client in
      try await client.execute(
        uri: "/scim/v2\(path)", method: method, headers: fields, body: body.map(ByteBuffer.init(string:)))
    }
    let text = String(buffer: response.body)
    let json = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    return SCIMAnswer(status: response.status.code, json: json ?? .null, headers: response.headers)
  }

  /// Its path.
  func add(_ userName: String, _ more: String = "") async throws -> String {
    let made = try await send(.post, "/Users", #"{"userName": "\#(userName)"\#(more)}"#)
    #expect(made.status == 201, "\(made.json)")
    return "/Users/\(made.json["id"]?.text ?? "")"
  }

  func find(_ filter: String) async throws -> SCIMAnswer {
    try await send(.get, "/Users?filter=\(filter.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")")
  }

  func account(_ address: String) async throws -> Account {
    try await rights.bench.ask(ShowAccount(address: Address(address)))
  }
}

struct SCIMAnswer: Sendable {
  let status: Int
  let json: JSONValue
  let headers: HTTPFields

  var type: String? { json["scimType"]?.text }
  var names: [String] { json["Resources"]?.elements.compactMap { $0["userName"]?.text } ?? [] }
}
