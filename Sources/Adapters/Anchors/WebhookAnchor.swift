import AsyncHTTPClient
import Foundation
import Kernel
import MailModel
import NIOCore

/// A URL that takes each seal as a POST of JSON: `{"anchor", "at", "hash", "number"}`.
struct WebhookAnchor {
  let url: String
  let credential: Secret?

  /// In seconds: connecting, sending and the answer together.
  private static let timeLimit: Int64 = 15

  /// Who answers with a redirection has not kept anything.
  private static let http: HTTPClient = {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()

  private struct Body: Encodable {
    var anchor: String
    var at: JournalTime
    var hash: String
    var number: Int64
  }

  func post(_ seal: JournalSeal, anchor: String) async throws {
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/json")
    if let credential { request.headers.add(name: "Authorization", value: "Bearer \(credential.value)") }
    let body = Body(anchor: anchor, at: seal.at, hash: seal.hash, number: seal.number)
    request.body = .bytes(ByteBuffer(bytes: try WireJSON.encoder().encode(body)))
    let status = try await answer(to: request)
    guard (200..<300).contains(status) else { throw fault("HTTP \(status)") }
  }

  private func answer(to request: HTTPClientRequest) async throws -> UInt {
    do {
      return try await Self.http.execute(request, timeout: .seconds(Self.timeLimit)).status.code
    } catch {
      throw fault("\(error)")
    }
  }

  private func fault(_ words: String) -> Fault {
    Fault(
      .unavailable, en: "\(url) did not take the seal: \(words)", es: "\(url) no aceptó el sello: \(words)",
      hint: Text(
        en: "look at its server, its certificate and the credential",
        es: "revise su servidor, su certificado y la credencial"))
  }
}
