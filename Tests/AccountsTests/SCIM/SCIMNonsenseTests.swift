import Foundation
import Kernel
import MailFormats
import MailModel
import Testing

@testable import Accounts

/// What a broken or hostile identity provider sends.
@Suite(.eachEngine) struct SCIMNonsenseTests {
  @Test(arguments: [
    "", "null", "[]", "{}", #"{"Operations": {}}"#, #"{"Operations": [null]}"#,
    #"{"Operations": [{"op": "replace", "value": {"displayName": "Mallory"}}, {"op": "conquer", "path": "active"}]}"#,
    #"{"Operations": [{"op": "replace", "path": "displayName", "value": "Mallory"}, {"op": "add", "path": "a[b", "value": 1}]}"#,
    #"{"Operations": [{"op": "replace", "path": "displayName", "value": "a\u0000b"}]}"#,
    #"{"Operations": [{"op": "replace", "path": "displayName", "value": "a\r\nBcc: x@evil.test"}]}"#,
    #"{"Operations": [{"op": "replace", "path": "displayName", "value": "Ana\u202Egpj"}]}"#,
    #"{"Operations": [{"op": "replace", "path": "emails[value eq \"' OR 1=1 --\"].value", "value": "x@a.example"}]}"#,
    #"{"Operations": \#(String(repeating: "[", count: 5_000))"#,
  ])
  func aPatchOfNonsenseChangesNothingAtAll(_ patch: String) async throws {
    let it = try await SCIMBench()
    let path = try await it.add("eva@a.example", #", "displayName": "Eva""#)
    let before = try await it.rights.bench.journal().filter { $0.result == .done }.count
    let answer = try await it.send(.patch, path, patch)
    #expect((400..<500).contains(answer.status), "\(answer.json)")
    #expect(answer.json["status"]?.text == "\(answer.status)" && answer.json["detail"] != nil)
    #expect(try await it.account("eva@a.example").displayName == "Eva")
    #expect(try await it.rights.bench.journal().filter { $0.result == .done }.count == before)
  }

  @Test func whatAnActionRefusesStandsInTheJournal() async throws {
    let it = try await SCIMBench()
    let path = try await it.add("eva@a.example")
    let taken = #"{"Operations": [{"op": "add", "path": "emails", "value": [{"value": "ana@a.example"}]}]}"#
    #expect(try await it.send(.patch, path, taken).status == 409)
    let entry = try #require(try await it.rights.bench.journal().first)
    #expect(entry.result == .refused && entry.token == "scim" && entry.request.contains("ana@a.example"))
  }
}
