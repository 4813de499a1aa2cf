import AsyncHTTPClient
import Foundation
import Kernel
import MailModel
import NIOCore

/// The command line's side of the control socket.
package struct ControlClient: Sendable {
  private let socket: String
  private let language: Language
  /// Why whoever uses it asks, for the journal.
  private let reason: String?

  /// A socket that nobody listens on is an answer, not a reason to try again.
  private static let http: HTTPClient = {
    var configuration = HTTPClient.Configuration()
    configuration.connectionPool.retryConnectionEstablishment = false
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()

  /// Without a `reason` the environment may have one: `PALOMAR_REASON`.
  package init(socket: String, language: Language, reason: String? = nil) {
    self.socket = socket
    self.language = language
    self.reason = reason ?? ProcessInfo.processInfo.environment[RequestReason.variable]
  }

  package func perform<Change: Action>(_ action: Change) async throws -> Change.Outcome {
    try await send(action, expecting: Change.Outcome.self)
  }

  package func ask<Question: Query>(_ query: Question) async throws -> Question.Answer {
    try await send(query, expecting: Question.Answer.self)
  }

  /// Looking may take long: `limit` is for all of it.
  package func inspect<Look: Inspection>(_ inspection: Look, within limit: Duration = timeLimit) async throws
    -> Look.Answer
  {
    try await send(inspection, expecting: Look.Answer.self, within: limit)
  }

  package static let timeLimit = Duration.seconds(120)

  private func send<Kind: Request, Answer: Decodable>(
    _ request: Kind, expecting: Answer.Type, within limit: Duration = timeLimit
  ) async throws -> Answer {
    let response = try await execute(try httpRequest(for: request), within: limit)
    let body = try await response.body.collect(upTo: 256 << 20)
    if response.status == .accepted {
      throw try WireJSON.decoder().decode(AwaitingApproval.self, from: Data(body.readableBytesView))
    }
    guard response.status == .ok else { throw try fault(in: body) }
    return try WireJSON.decoder().decode(Answer.self, from: Data(body.readableBytesView))
  }

  private func execute(_ request: HTTPClientRequest, within limit: Duration) async throws -> HTTPClientResponse {
    do {
      return try await Self.http.execute(request, timeout: TimeAmount(limit))
    } catch {
      throw Fault(
        .unavailable, en: "Palomar does not answer at \(socket)", es: "Palomar no responde en \(socket)",
        hint: Text(
          en: "start it with “palomar up”, or name its directory with --dir or PALOMAR_DIR; only root may use it",
          es: "arránquelo con «palomar up», o indique su directorio con --dir o PALOMAR_DIR; solo root puede usarlo"))
    }
  }

  private func httpRequest<Kind: Request>(for request: Kind) throws -> HTTPClientRequest {
    var fields = try JSONSerialization.jsonObject(with: WireJSON.encoder().encode(request)) as? [String: Any] ?? [:]
    var path = Kind.route.path
    for parameter in Kind.route.parameters {
      let value = fields.removeValue(forKey: parameter).map { "\($0)" } ?? ""
      path = path.replacingOccurrences(of: "{\(parameter)}", with: Self.escaped(value))
    }
    var url = "http+unix://\(Self.escaped(socket))/v1/\(path)"
    if Kind.route.method == .get, !fields.isEmpty {
      url += "?" + fields.map { "\($0.key)=\(Self.escaped("\($0.value)"))" }.sorted().joined(separator: "&")
    }
    var message = HTTPClientRequest(url: url)
    message.method = .RAW(value: Kind.route.method.rawValue)
    message.headers.add(name: "Accept-Language", value: language.rawValue)
    if let reason, !reason.isEmpty {
      message.headers.add(name: RequestReason.header, value: Self.escaped(reason))
    }
    if BreakingGlass.isAsked(in: ProcessInfo.processInfo.environment) {
      message.headers.add(name: BreakingGlass.header, value: BreakingGlass.yes)
    }
    if Kind.route.method != .get {
      message.headers.add(name: "Content-Type", value: "application/json")
      message.body = .bytes(ByteBuffer(bytes: try JSONSerialization.data(withJSONObject: fields)))
    }
    return message
  }

  private func fault(in body: ByteBuffer) throws -> any Error {
    let error = try WireJSON.decoder().decode([String: FaultBody].self, from: Data(body.readableBytesView))["error"]
    guard let error else { return DefectReport(message: "\(socket) answered without a reason") }
    guard let code = Fault.Code(rawValue: error.code) else { return DefectReport(message: error.message) }
    return Fault(code, Text(verbatim: error.message), hint: error.hint.map(Text.init(verbatim:)), field: error.field)
  }

  private static func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
  }
}

/// A failure inside Palomar, with the number under which its log has it.
package struct DefectReport: Error {
  package let message: String
}
