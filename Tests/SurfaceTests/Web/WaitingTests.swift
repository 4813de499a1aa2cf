import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Surface

/// What the API says to a change that waits for a second person.
@Suite struct WaitingTests {
  private func web() async throws -> WebBench {
    let web = try await WebBench()
    try await web.bench.plane.store.write { db in
      try ApprovalRule(
        permissions: PermissionPattern("notes.write"), threshold: 1, actor: "test", created: web.bench.clock.now
      ).put(into: db)
    }
    return web
  }

  @Test func isAcceptedWithItsRequestAndDoesNothingYet() async throws {
    let web = try await web()
    let response = try await web.send(.put, "/api/v1/notes/a", body: #"{"text": "one"}"#)
    #expect(response.status == .accepted && response.header("Content-Type") == "application/json")
    let waiting = try WireJSON.decoder().decode(AwaitingApproval.self, from: Data(response.body.readableBytesView))
    #expect(waiting.request.id == 1 && waiting.request.action == "notes.write")
    #expect(waiting.request.body == #"{"name":"a","text":"one"}"#)
    #expect(try await web.send(.get, "/api/v1/notes/a").status == .notFound)
  }

  @Test func noHeaderBreaksTheGlassFromTheNetwork() async throws {
    let web = try await web()
    let response = try await web.send(
      .put, "/api/v1/notes/a",
      ["Authorization": "Bearer key", "Palomar-Break-Glass": "yes", "Palomar-Reason": "now"],
      body: #"{"text": "one"}"#)
    #expect(response.status == .accepted)
  }

  @Test func theDescriptionHasIt() async throws {
    let document = try await web().send(.get, "/api/v1/openapi.json").text
    #expect(document.contains("\"202\":{\"$ref\":\"#/components/responses/202\"}"))
    #expect(document.contains("\"plan\""))
  }
}
