import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Adapters

@Suite struct LiveOpenIDClientTests {
  private static func answer(_ body: String, status: String = "200 OK") -> ScriptedServer.Step {
    .say("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)")
  }

  private func url(_ server: ScriptedServer) -> String { "http://\(server.endpoint.text)/keys" }

  private func redemption(_ server: ScriptedServer) -> CodeRedemption {
    CodeRedemption(
      endpoint: url(server), code: Secret("hunter22"), verifier: Secret("hunter23"), redirect: "https://a.example/b",
      clientID: "palomar", authentication: .basic(Secret("hunter24")))
  }

  @Test func keepsADocumentForAWhile() async throws {
    let client = OpenIDClient.live()
    let asked = try await ScriptedServer.with([.hear, Self.answer("{}"), .hangUp]) { server in
      let document = try await client.document(url(server), false)
      #expect(document == Data("{}".utf8))
      return url(server)
    }
    #expect(try await client.document(asked, false) == Data("{}".utf8))
    #expect(try await client.document(asked, true) == Data("{}".utf8))
  }

  @Test func keepsItForAnHourAndAMinute() {
    let documents = OpenIDDocuments()
    let now = ContinuousClock.now
    documents.keep(Data("{}".utf8), of: "a", at: now)
    #expect(documents.known("a", anew: true, at: now + .seconds(59)) != nil)
    #expect(documents.known("a", anew: true, at: now + .seconds(60)) == nil)
    #expect(documents.known("a", anew: false, at: now + .seconds(3_599)) != nil)
    #expect(documents.known("a", anew: false, at: now + .seconds(3_600)) == nil)
  }

  @Test func givesACodeOut() async throws {
    let script: [ScriptedServer.Step] = [.hear, Self.answer(#"{"id_token": "a"}"#), .hangUp]
    try await ScriptedServer.with(script) { server in
      let answer = try await OpenIDClient.live().redeem(redemption(server))
      #expect(answer == Data(#"{"id_token": "a"}"#.utf8))
    }
  }

  @Test(arguments: [
    "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n\(String(repeating: "a", count: 300_000))",
    "HTTP/1.1 400 Bad Request\r\nContent-Length: 29\r\n\r\n{\"error\": \"invalid_grant\"   }", "nonsense\r\n\r\n", "",
  ])
  func anyOtherAnswerIsAFailureThatTellsNoSecret(_ answer: String) async throws {
    try await ScriptedServer.with([.hear, .say(answer), .hangUp]) { server in
      let fault = await #expect(throws: Fault.self) { try await OpenIDClient.live().redeem(redemption(server)) }
      #expect(fault?.code == .unavailable)
      #expect(fault?.line(in: .english).contains("hunter") == false)
      #expect(answer.contains("invalid_grant") == fault?.line(in: .english).contains("invalid_grant"))
    }
  }

  /// Before the answer, and in the middle of it.
  @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"])
  func waitsForNobodyForEver(_ beginning: String) async throws {
    try await ScriptedServer.with([.hear, .say(beginning), .hear, .hear, .hear, .hear, .hear, .hear, .hear, .hear]) {
      server in
      await #expect(throws: Fault(.unavailable, en: "", es: "")) {
        try await OpenIDExchange(url: url(server), limit: .milliseconds(300)).document()
      }
    }
  }
}
