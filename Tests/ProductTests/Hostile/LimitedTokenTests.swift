import Foundation
import Kernel
import MailModel
import Testing

@testable import Surface
@testable import palomar

/// Every door of the product, for somebody who may not pass it now.
@Suite struct LimitedTokenTests {
  /// Its owner may everything; the token reads accounts of elsewhere.test.
  @Test func aTokenDoesNothingBeyondItsScopeAndTheJournalTells() async throws {
    let face = try await ProductFace()
    let before = try await face.bench.journal().count
    var beyond: [String] = []
    for door in capabilities.flatMap(\.doors) {
      let answer = try await face.ask(door, try SampleRequest.fields(of: door), token: "some")
      let isOpen = ["accounts.list", "accounts.show"].contains(door.name)
      if answer.status < 400 && !isOpen || answer.text.contains("ana@example.test") && answer.status < 400 {
        beyond.append("\(door.name): \(answer.status) \(answer.text.prefix(200))")
      }
    }
    #expect(beyond == [])
    let entries = try await face.bench.journal().dropLast(before)
    #expect(entries.count > 50)
    #expect(entries.allSatisfy { $0.result == .refused && $0.token == "some" })
  }

  @Test func aChangeThatSomebodyElseOvertookLosesNothing() async throws {
    let face = try await ProductFace()
    let before = try await face.bench.journal().filter { $0.result == .done }.count
    var overtaken: [String] = []
    for door in capabilities.flatMap(\.doors) where door.changes {
      let answer = try await face.ask(door, try SampleRequest.fields(of: door), headers: ["If-Match": "\"another\""])
      if ![400, 404, 409, 412, 422].contains(answer.status) {
        overtaken.append("\(door.name): \(answer.status) \(answer.text)")
      }
    }
    #expect(overtaken == [])
    #expect(try await face.bench.journal().filter { $0.result == .done }.count == before)
  }
}
