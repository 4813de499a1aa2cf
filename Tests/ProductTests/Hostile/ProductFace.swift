import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import MailModel
import NIOCore
import TestSupport

@testable import Surface
@testable import palomar

/// The whole product's API and console without a socket, over a service with something of everything in it; whatever is
/// outside of it does not answer. The token `all` and the session `all` are an administrator's; `some` is limited to reading
/// accounts of elsewhere.test; an address is that account with its rights.
struct ProductFace: Sendable {
  let bench: TestBench
  private let application: any ApplicationProtocol & Sendable

  static let administrator = "boss@example.test"

  init() async throws {
    let system = try MailSystem(host: DomainName("mail.example.test"), ports: .standard)
    bench = try await TestBench(capabilities, world: .silent) { _ in system }
    let boss = Principal(
      account: try Address(Self.administrator), grants: [Grant(.allow, .all, in: .everything, by: .host)])
    let principal = { @Sendable [bench] (secret: Secret) -> Principal? in
      switch secret.value {
      case "all": return boss.coming(from: Origin(reason: "a test"))
      case "some": return boss.limited(toToken: "some", [try .narrow])
      default:
        guard let address = try? Address(secret.value) else { return nil }
        let now = bench.clock.now
        return try await bench.plane.store.read { try Rights.principal(of: address, in: $0, at: now) }
      }
    }
    let identity = WebIdentity(
      session: { secret, _ in
        guard let principal = try await principal(secret), let account = principal.account else { return nil }
        return SignedIn(address: account, displayName: "Somebody", principal: principal, session: "1")
      },
      bearer: { secret, _ in try await principal(secret) })
    application = Application(router: WebFace(capabilities, plane: bench.plane, identity: identity).router())
    try await fill()
  }

  private func fill() async throws {
    for name in ["example.test", "elsewhere.test"] { try await bench.perform(AddDomain(domain: DomainName(name))) }
    for name in [Self.administrator, "ana@example.test", "eva@elsewhere.test"] {
      try await bench.perform(AddAccount(address: Address(name), displayName: "Somebody"))
    }
    let ana = try Address("ana@example.test")
    try await bench.perform(AssignRole(address: Address(Self.administrator), role: "administrator"))
    try await bench.perform(AddClass(name: "staff", quota: nil, protocols: .all, forwards: true))
    try await bench.perform(AddAlias(address: Address("info@example.test"), targets: [ana]))
    try await bench.perform(AddGroup(address: Address("crew@example.test"), posting: .anyone))
    try await bench.perform(AddSharedMailbox(address: Address("desk@example.test"), displayName: "Desk"))
    try await bench.perform(AddRole(name: "front", allows: [PermissionPattern("accounts.read")], denies: []))
    try await bench.perform(AddAppPassword(address: ana, name: "phone"))
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, _ headers: [String: String] = ["Authorization": "Bearer all"],
    body: String? = nil
  ) async throws -> (status: Int, text: String, headers: HTTPFields) {
    var fields = HTTPFields()
    for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
    return try await application.test(.router) { [fields] client in
      let response = try await client.execute(
        uri: path, method: method, headers: fields, body: body.map(ByteBuffer.init(string:)))
      return (response.status.code, String(buffer: response.body), response.headers)
    }
  }

  /// Asks a door for what `fields` say, over the API.
  func ask(
    _ door: Door, _ fields: [String: Any], token: String = "all", headers more: [String: String] = [:]
  ) async throws -> (status: Int, text: String) {
    var fields = fields
    var path = "/api/v1/\(door.route.path)"
    for name in door.route.parameters {
      path = path.replacing("{\(name)}", with: PagePath.escaped("\(fields.removeValue(forKey: name) ?? "")"))
    }
    var headers = ["Authorization": "Bearer \(token)", "Palomar-Reason": "test"].merging(more) { $1 }
    var body: String?
    if door.takesBody {
      headers["Content-Type"] = "application/json"
      body = String(decoding: try JSONSerialization.data(withJSONObject: fields), as: UTF8.self)
    } else if !fields.isEmpty {
      path += "?" + fields.map { "\($0.key)=\(PagePath.escaped("\($0.value)"))" }.sorted().joined(separator: "&")
    }
    let answer = try await send(.init(rawValue: door.route.method.rawValue) ?? .get, path, headers, body: body)
    return (answer.status, answer.text)
  }
}

extension Grant {
  /// Accounts of one domain may be read, and no more.
  fileprivate static var narrow: Grant {
    get throws {
      Grant(
        .allow, try PermissionPattern("accounts.read"), in: .domain(try DomainName("elsewhere.test")),
        by: .token("some"))
    }
  }
}

extension World {
  /// Nobody answers, and says so.
  fileprivate static let silent: World = {
    let silence = Fault(.unavailable, en: "nobody answers", es: "nadie responde")
    return World(
      agent: AgentClient { _, _ in throw silence }, dns: DNSClient { _ in DNSAnswer(.unreachable("silence")) },
      mail: .unexpected, anchors: AnchorClient(keep: { _, _, _ in throw silence }, contents: { _ in nil }),
      console: ConsoleClient { ConsoleStatus(addresses: []) },
      openID: OpenIDClient(document: { _, _ in throw silence }, redeem: { _ in throw silence }))
  }()
}
