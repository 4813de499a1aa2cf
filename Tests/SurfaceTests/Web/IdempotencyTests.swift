import Foundation
import HTTPTypes
import Kernel
import MailModel
import Store
import TestSupport
import Testing

@testable import Surface

@Suite struct IdempotencyTests {
  private func add(
    _ text: String, number: String = "n-1", token: String = "key", to web: WebBench
  ) async throws -> (status: Int, text: String, isReplayed: Bool) {
    let response = try await web.send(
      .post, "/api/v1/notes", ["Authorization": "Bearer \(token)", "Idempotency-Key": number],
      body: #"{"text": "\#(text)"}"#)
    return (response.status.code, response.text, response.header("Idempotency-Replayed") == "true")
  }

  private func count(in web: WebBench) async throws -> Int {
    try await web.bench.plane.store.read { try $0.value("SELECT COUNT(*) FROM note", as: Int.self) ?? 0 }
  }

  @Test func changesNothingTwiceAndAnswersTheSame() async throws {
    let web = try await WebBench()
    let first = try await add("one", to: web)
    let second = try await add("one", to: web)
    #expect(first.status == 200 && !first.isReplayed)
    #expect(second == (200, first.text, true))
    #expect(try await count(in: web) == 1)
  }

  @Test func refusesAnotherRequestWithTheSameNumber() async throws {
    let web = try await WebBench()
    _ = try await add("one", to: web)
    #expect(try await add("two", to: web).status == 422)
    #expect(try await count(in: web) == 1)
  }

  @Test func numbersOfOthersAreOthers() async throws {
    let web = try await WebBench()
    _ = try await add("one", to: web)
    #expect(try await add("one", token: "second", to: web).isReplayed == false)
    #expect(try await count(in: web) == 2)
  }

  @Test func isForgottenAfterADay() async throws {
    let web = try await WebBench()
    _ = try await add("one", to: web)
    web.bench.clock.advance(by: 86_400)
    #expect(try await add("one", to: web).isReplayed == false)
    let kept = try await web.bench.plane.store.read { try $0.value("SELECT COUNT(*) FROM receipt", as: Int.self) }
    #expect(kept == 1)
  }

  @Test func aRefusalKeepsNothing() async throws {
    let web = try await WebBench()
    #expect(try await add("refused", to: web).status == 409)
    #expect(try await add("refused", to: web).isReplayed == false)
    #expect(try await add("one", to: web).status == 200)
  }

  @Test func survivesARestart() async throws {
    let web = try await WebBench()
    let first = try await add("one", to: web)
    #expect(try await add("one", to: WebBench(over: web.bench)) == (200, first.text, true))
  }

  @Test func theStoreCannotReadTheAnswer() async throws {
    let web = try await WebBench()
    _ = try await add("a secret that is shown once", to: web)
    let kept = try await web.bench.plane.store.read { try $0.rows("SELECT id, fingerprint, answer FROM receipt") }
    #expect(kept.count == 1)
    #expect(!"\(kept)".contains("secret") && !"\(kept)".contains("n-1"))
  }

  @Test func refusesASecondOneWhileTheFirstIsUnderway() async throws {
    let web = try await WebBench()
    let idempotency = Idempotency(plane: web.bench.plane)
    await #expect(throws: Fault(.conflict, en: "", es: "")) {
      try await idempotency.once("1", of: Secret("key"), fingerprint: "f") { _ in
        _ = try await idempotency.once("1", of: Secret("key"), fingerprint: "f") { _ in DoorAnswer(data: Data()) }
        return DoorAnswer(data: Data())
      }
    }
  }

  @Test(arguments: ["a b", "ñ", "\"\"", String(repeating: "1", count: 201)])
  func refusesANumberThatIsNone(number: String) async throws {
    #expect(try await add("one", number: number, to: WebBench()).status == 400)
  }

  @Test func takesANumberInQuotesForTheSame() async throws {
    let web = try await WebBench()
    _ = try await add("one", number: "n-1", to: web)
    #expect(try await add("one", number: "\"n-1\"", to: web).isReplayed)
  }
}
