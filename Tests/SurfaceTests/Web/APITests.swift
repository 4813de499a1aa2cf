import Foundation
import HTTPTypes
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Surface

@Suite struct APITests {
  private let token = ["Authorization": "Bearer key"]

  @Test func answersWhoeverHoldsAToken() async throws {
    let web = try await WebBench()
    let written = try await web.send(.put, "/api/v1/notes/a", token, body: #"{"text": "one"}"#)
    let shown = try await web.send(.get, "/api/v1/notes/a", token)
    #expect(written.status == .ok)
    #expect(shown.text == #"{"name":"a","text":"one"}"#)
  }

  @Test(arguments: [
    [:], ["Authorization": "Bearer wrong"], ["Authorization": "Basic a2V5"], ["Cookie": "__Host-palomar=x"],
  ])
  func asksStrangersWhoTheyAre(_ headers: [String: String]) async throws {
    let response = try await WebBench().send(.get, "/api/v1/notes/a", headers)
    #expect(response.status == .unauthorized)
    #expect(response.header("WWW-Authenticate") == "Bearer realm=\"palomar\"")
    #expect(try response.problem().code == "unauthenticated")
  }

  @Test func tellsAProblemInTheReadersLanguage() async throws {
    let response = try await WebBench().send(
      .get, "/api/v1/notes/b", token.merging(["Accept-Language": "es-ES"]) { $1 })
    let problem = try response.problem()
    #expect(response.header("Content-Type") == "application/problem+json")
    #expect(problem.detail == "no existe la nota b")
    #expect((problem.status, problem.code, problem.field) == (404, "notFound", "name"))
  }

  @Test func saysWhichFieldIsMissing() async throws {
    let problem = try await WebBench().send(.put, "/api/v1/notes/a", token, body: "{}").problem()
    #expect((problem.status, problem.field) == (400, "text"))
  }

  @Test func answersAProblemWhereNothingIs() async throws {
    let response = try await WebBench().send(.get, "/api/v1/nowhere", token)
    #expect(try response.problem().status == 404)
  }

  @Test func refusesABodyThatIsTooLarge() async throws {
    let body = #"{"text": ""# + String(repeating: "a", count: 64 << 10) + #""}"#
    #expect(try await WebBench().send(.put, "/api/v1/notes/a", token, body: body).status == .contentTooLarge)
  }

  @Test func changesOnlyWhatIsAsItWasRead() async throws {
    let web = try await WebBench()
    try await web.send(.put, "/api/v1/notes/a", token, body: #"{"text": "one"}"#)
    let tag = try #require(try await web.send(.get, "/api/v1/notes/a", token).header("ETag"))
    let condition = token.merging(["If-Match": tag]) { $1 }
    let first = try await web.send(.put, "/api/v1/notes/a", condition, body: #"{"text": "two"}"#)
    let second = try await web.send(.put, "/api/v1/notes/a", condition, body: #"{"text": "three"}"#)
    #expect([first.status, second.status] == [.ok, .preconditionFailed])
    #expect(try await web.send(.get, "/api/v1/notes/a", token).text.contains("two"))
  }

  @Test func aConditionTellsNobodyWhatTheyMayNotRead() async throws {
    let grant = Grant(.allow, try PermissionPattern("notes.write"), in: .everything, by: .role("writer"))
    let writer = Principal(account: try Address("eva@example.test"), grants: [grant])
    let web = try await WebBench(identity: WebIdentity(session: { _, _ in nil }, bearer: { _, _ in writer }))
    try await web.bench.perform(WriteNote(name: "a", text: "secret"))
    let tag = EntityTag(of: Data(#"{"name":"a","text":"secret"}"#.utf8)).text
    for guess in [tag, "\"other\""] {
      let answer = try await web.send(
        .put, "/api/v1/notes/a", token.merging(["If-Match": guess]) { $1 }, body: #"{"text": "x"}"#)
      #expect(answer.status == .forbidden)
    }
  }

  @Test func sendsNothingThatTheClientHas() async throws {
    let web = try await WebBench()
    try await web.send(.put, "/api/v1/notes/a", token, body: #"{"text": "one"}"#)
    let tag = try #require(try await web.send(.get, "/api/v1/notes/a", token).header("ETag"))
    let again = try await web.send(.get, "/api/v1/notes/a", token.merging(["If-None-Match": tag]) { $1 })
    #expect(again.status == .notModified)
    #expect(again.text.isEmpty)
  }

  @Test func aSessionChangesNothingWithoutTheTokenOfItsForms() async throws {
    let web = try await WebBench()
    let cookie = ["Cookie": "__Host-palomar=session"]
    let form = cookie.merging(["Palomar-Form-Token": FormToken(session: Secret("session")).text]) { $1 }
    #expect(try await web.send(.put, "/api/v1/notes/a", cookie, body: #"{"text": "x"}"#).status == .forbidden)
    #expect(try await web.send(.put, "/api/v1/notes/a", form, body: #"{"text": "x"}"#).status == .ok)
    #expect(try await web.send(.get, "/api/v1/notes/a", cookie).status == .ok)
  }

  @Test func recordsWhereARequestComesFromAndWhy() async throws {
    let web = try await WebBench()
    let headers = token.merging(["Palomar-Reason": "cambio%20pedido"]) { $1 }
    try await web.send(.put, "/api/v1/notes/a", headers, body: #"{"text": "x"}"#)
    let entry = try #require(try await web.bench.journal().first)
    #expect(entry.reason == "cambio pedido")
    #expect(entry.address == "unknown")
  }
}

@Suite struct SecurityHeaderTests {
  @Test(arguments: [("localhost:20443", false), ("localhost", false), ("mail.example.org:443", true)])
  func bindsNoNameThatOtherProgramsShare(host: String, isBound: Bool) {
    #expect(SecurityHeaders.binds(host) == isBound)
  }

  @Test(arguments: ["/api/v1/notes/a", "/nowhere"])
  func everyAnswerCarriesThem(path: String) async throws {
    let response = try await WebBench().send(.get, path, [:])
    let policy = try #require(response.header("Content-Security-Policy"))
    #expect(policy.hasPrefix("default-src 'none'") && !policy.contains("unsafe"))
    #expect(response.header("X-Content-Type-Options") == "nosniff")
    #expect(response.header("Referrer-Policy") == "same-origin")
    #expect(response.header("Cache-Control") == "no-store")
    #expect(response.header("Server") == nil)
  }
}
