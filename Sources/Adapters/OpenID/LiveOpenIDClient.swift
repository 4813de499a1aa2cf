import AsyncHTTPClient
import Foundation
import Kernel
import MailModel
import NIOCore

extension OpenIDClient {
  /// Over HTTPS, or HTTP on this host; whoever asks has looked at the URLs.
  package static func live() -> OpenIDClient {
    let documents = OpenIDDocuments()
    return OpenIDClient(
      document: { url, anew in
        if let known = documents.known(url, anew: anew) { return known }
        let document = try await OpenIDExchange(url: url).document()
        documents.keep(document, of: url)
        return document
      },
      redeem: { try await OpenIDExchange(url: $0.endpoint).redeem($0) })
  }
}

/// One request to an identity provider, and its answer.
struct OpenIDExchange {
  let url: String
  /// For all of it.
  var limit: TimeAmount = .seconds(5)

  /// Octets of an answer.
  private static let answerLimit = 256 << 10

  /// Whoever sends us elsewhere is not asked further: the code is for this endpoint alone.
  private static let http: HTTPClient = {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()

  func document() async throws -> Data {
    let (status, body) = try await answer(to: HTTPClientRequest(url: url))
    guard status == 200 else { throw fault("HTTP \(status)") }
    return body
  }

  func redeem(_ redemption: CodeRedemption) async throws -> Data {
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
    request.headers.add(name: "Accept", value: "application/json")
    var form = [
      ("grant_type", "authorization_code"), ("code", redemption.code.value),
      ("redirect_uri", redemption.redirect), ("client_id", redemption.clientID),
      ("code_verifier", redemption.verifier.value),
    ]
    switch redemption.authentication {
    case .none: break
    case .basic(let secret):
      // Both are encoded before they are joined (RFC 6749 §2.3.1).
      let pair = "\(Self.escaped(redemption.clientID)):\(Self.escaped(secret.value))"
      request.headers.add(name: "Authorization", value: "Basic \(Data(pair.utf8).base64EncodedString())")
    case .form(let secret): form.append(("client_secret", secret.value))
    }
    let body = form.map { "\($0.0)=\(Self.escaped($0.1))" }.joined(separator: "&")
    request.body = .bytes(ByteBuffer(string: body))
    let (status, answer) = try await self.answer(to: request)
    guard status == 200 else { throw fault("HTTP \(status) \(Self.error(in: answer))") }
    return answer
  }

  private func answer(to request: HTTPClientRequest) async throws -> (status: UInt, body: Data) {
    do {
      return try await withThrowingTaskGroup { group in
        group.addTask { [limit] in
          let response = try await Self.http.execute(request, timeout: limit)
          let body = try await response.body.collect(upTo: Self.answerLimit)
          return (response.status.code, Data(body.readableBytesView))
        }
        // The client's own limit ends with the head of the answer.
        group.addTask { [limit] in
          try await Task.sleep(for: .nanoseconds(limit.nanoseconds))
          throw fault("\(limit.nanoseconds / 1_000_000) ms")
        }
        defer { group.cancelAll() }
        guard let answer = try await group.next() else { throw CancellationError() }
        return answer
      }
    } catch let fault as Fault {
      throw fault
    } catch {
      throw fault("\(error)")
    }
  }

  /// The code of an error (RFC 6749 §5.2), if it looks like one.
  private static func error(in answer: Data) -> String {
    struct Answer: Decodable {
      var error: String
    }
    let error = (try? JSONDecoder().decode(Answer.self, from: answer))?.error ?? ""
    return error.wholeMatch(of: #/[a-z_]{1,40}/#) == nil ? "" : error
  }

  private static let unreserved = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

  private static func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }

  private func fault(_ words: String) -> Fault {
    Fault(
      .unavailable, en: "the identity provider did not answer as it should: \(words)",
      es: "el proveedor de identidad no respondió como debe: \(words)",
      hint: Text(
        en: "try again; if it stays so, tell your administrator",
        es: "inténtelo de nuevo; si sigue igual, avise a su administrador"), field: "provider")
  }
}
