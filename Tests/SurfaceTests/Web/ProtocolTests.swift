import Foundation
import HTTPTypes
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Surface

/// What HTTP asks of every interface, whatever it is about.
@Suite struct ProtocolTests {
  private let token = ["Authorization": "Bearer key"]

  private func with(_ headers: [String: String]) -> [String: String] { token.merging(headers) { $1 } }

  @Test func saysWhichMethodsAnAddressTakes() async throws {
    let response = try await WebBench().send(.patch, "/api/v1/notes/a", token)
    #expect(response.status == .methodNotAllowed)
    #expect(response.header("Allow") == "GET, PUT")
    #expect(try response.problem().status == 405)
  }

  @Test(arguments: ["/api/v1/notes/a/b", "/api/v1/notes/", "/api/v1", "/api/v1/no"])
  func knowsNoMethodWhereNothingIs(path: String) async throws {
    #expect(try await WebBench().send(.delete, path, token).status == .notFound)
  }

  @Test func answersHeadAsGetWithoutABody() async throws {
    let web = try await WebBench()
    try await web.send(.put, "/api/v1/notes/a", token, body: #"{"text": "one"}"#)
    let response = try await web.send(.head, "/api/v1/notes/a", token)
    #expect(response.status == .ok && response.header("ETag") != nil)
  }

  @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", "application/xml; charset=utf-8"])
  func refusesABodyThatIsNotJSON(type: String) async throws {
    let response = try await WebBench().send(
      .put, "/api/v1/notes/a", with(["Content-Type": type]), body: #"{"text": "x"}"#)
    #expect(response.status == .unsupportedMediaType)
    #expect(response.header("Content-Type") == "application/problem+json")
  }

  @Test(arguments: [
    ("text/html", 406), ("application/json;q=0", 406), ("text/html, */*;q=0.1", 200), ("APPLICATION/JSON", 200),
  ])
  func answersOnlyWhoWantsJSON(accept: String, status: Int) async throws {
    let response = try await WebBench().send(.put, "/api/v1/notes/a", with(["Accept": accept]), body: #"{"text": "x"}"#)
    #expect(response.status.code == status)
  }

  @Test(arguments: [
    (#"{"text": "x", "txet": "y"}"#, "txet"), (#"{"text": null}"#, "text"), (#"{"text": "a\u0000b"}"#, "text"),
    (#"{"text": 5}"#, "text"), ("[]", nil), (#"{"text""#, nil),
  ])
  func refusesWhatTheDescriptionDoesNotHave(body: String, field: String?) async throws {
    let problem = try await WebBench().send(.put, "/api/v1/notes/a", token, body: body).problem()
    #expect(problem.status == 400 && problem.field == field)
  }

  @Test func leadsToTheNextPage() async throws {
    let web = try await WebBench()
    for name in ["a", "b", "c"] { try await web.send(.put, "/api/v1/notes/\(name)", token, body: #"{"text": "x"}"#) }
    let first = try await web.send(.get, "/api/v1/notes?limit=2", token)
    #expect(first.header("Link") == #"</api/v1/notes?limit=2&after=b>; rel="next""#)
    let second = try await web.send(.get, "/api/v1/notes?limit=2&after=b", token)
    #expect(second.text == #"{"items":[{"name":"c","text":"x"}]}"#)
    #expect(second.header("Link") == nil)
  }

  @Test func comparesAChangeOfAPartWithTheWhole() async throws {
    let web = try await WebBench()
    try await web.send(.put, "/api/v1/notes/a", token, body: #"{"text": "one"}"#)
    let tag = try #require(try await web.send(.get, "/api/v1/notes/a", token).header("ETag"))
    let old = try await web.send(
      .post, "/api/v1/notes/a/lines", with(["If-Match": "\"other\""]), body: #"{"line": "x"}"#)
    let now = try await web.send(.post, "/api/v1/notes/a/lines", with(["If-Match": tag]), body: #"{"line": "x"}"#)
    #expect([old.status, now.status] == [.preconditionFailed, .ok])
  }

  @Test func refusesAConditionThatNothingCanMeet() async throws {
    let response = try await WebBench().send(.post, "/api/v1/notes", with(["If-Match": "*"]), body: #"{"text": "x"}"#)
    #expect(response.status == .preconditionFailed)
  }

  @Test func aListHasNoTag() async throws {
    #expect(try await WebBench().send(.get, "/api/v1/notes", token).header("ETag") == nil)
  }
}
