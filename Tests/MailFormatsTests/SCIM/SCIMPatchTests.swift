import Foundation
import MailFormats
import Testing

@Suite struct SCIMPatchTests {
  private func patched(_ operations: String) throws -> JSONValue {
    let body = try JSONDecoder().decode(JSONValue.self, from: Data(#"{"Operations": \#(operations)}"#.utf8))
    return try SCIMPatch(body).applied(to: .jensen, .sample)
  }

  @Test func replacesASingleValue() throws {
    #expect(try patched(#"[{"op": "replace", "path": "title", "value": "Guide"}]"#)["title"] == "Guide")
  }

  @Test func mergesTheParts() throws {
    let name = try patched(#"[{"op": "replace", "path": "name", "value": {"givenName": "Babs"}}]"#)["name"]
    #expect(name == ["familyName": "O'Malley", "givenName": "Babs"])
  }

  /// As Microsoft Entra writes: operators in capitals, truth as text, parts in the names.
  @Test func takesWhatEntraSends() throws {
    let user = try patched(
      #"""
      [{"op": "Replace", "path": "active", "value": "False"}, {"op": "Add", "value": {"name.givenName": "Babs"}},
       {"op": "Replace", "path": "emails[type eq \"work\"].value", "value": "b@example.com"},
       {"op": "Add", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "+34 600"}]
      """#)
    #expect(user["active"] == false && user["name"]?["givenName"] == "Babs")
    #expect(user["emails"]?.elements.first?["value"] == "b@example.com")
    #expect(user["phoneNumbers"] == [["value": "+34 600", "type": "mobile"]])
  }

  /// As Okta writes: everything in one value, without a path.
  @Test func takesWhatOktaSends() throws {
    let user = try patched(#"[{"op": "replace", "value": {"active": false, "id": "x", "nothing": 1}}]"#)
    #expect(user["active"] == false && user["id"] == nil && user["nothing"] == nil)
  }

  @Test func addsToTheValuesThatAreThereOnce() throws {
    let again =
      #"[{"op": "add", "path": "emails", "value": [{"value": "babs@jensen.org", "type": "home"}, {"value": "n@x.org"}]}]"#
    #expect(try patched(again)["emails"]?.elements.count == 3)
  }

  @Test func aNewFirstValueMakesTheOldOneOrdinary() throws {
    let emails = try patched(#"[{"op": "add", "path": "emails", "value": {"value": "n@x.org", "primary": true}}]"#)[
      "emails"]
    #expect(emails?.elements.map { $0["primary"] == true } == [false, false, true])
  }

  @Test func removesWhatAFilterMeans() throws {
    let emails = try patched(#"[{"op": "remove", "path": "emails[value ew \"org\"]"}]"#)["emails"]
    #expect(emails?.elements.map { $0["type"] } == ["work"])
    #expect(try patched(#"[{"op": "remove", "path": "emails"}, {"op": "remove", "path": "title"}]"#)["emails"] == nil)
  }

  @Test func removesTheValuesThatAreNamed() throws {
    let named = #"[{"op": "remove", "path": "emails", "value": [{"value": "babs@jensen.org"}]}]"#
    #expect(try patched(named)["emails"]?.elements.count == 1)
  }

  @Test(arguments: [
    ("[]", SCIMFailure.Kind.invalidSyntax), (#"[{"op": "move", "path": "title"}]"#, .invalidSyntax),
    ("5", .invalidSyntax),
    (#"["add"]"#, .invalidSyntax), (#"[{"op": "remove"}]"#, .noTarget),
    (#"[{"op": "add", "path": "title"}]"#, .invalidValue),
    (#"[{"op": "add", "value": 5}]"#, .invalidValue),
    (#"[{"op": "add", "path": "nothing", "value": 1}]"#, .invalidPath),
    (#"[{"op": "add", "path": "title..x", "value": "a"}]"#, .invalidPath),
    (#"[{"op": "add", "path": 5, "value": "a"}]"#, .invalidPath),
    (#"[{"op": "add", "path": "emails[type", "value": "a"}]"#, .invalidPath),
    (#"[{"op": "replace", "path": "id", "value": "x"}]"#, .mutability),
    (#"[{"op": "remove", "path": "userName"}]"#, .mutability),
    (#"[{"op": "replace", "path": "emails[type eq \"fax\"].value", "value": "x"}]"#, .noTarget),
    (#"[{"op": "replace", "path": "active", "value": "perhaps"}]"#, .invalidValue),
    (#"[{"op": "replace", "path": "title", "value": {"a": 1}}]"#, .invalidValue),
    (#"[{"op": "replace", "path": "title", "value": "a\u0000b"}]"#, .invalidValue),
    (#"[{"op": "replace", "path": "emails", "value": [[1]]}]"#, .invalidValue),
  ])
  func refusesNonsense(_ operations: String, _ kind: SCIMFailure.Kind) {
    #expect(throws: SCIMFailure(kind, en: "", es: "")) { try patched(operations) }
  }

  @Test func doesAllOrNothing() {
    #expect(throws: SCIMFailure.self) {
      try patched(#"[{"op": "remove", "path": "title"}, {"op": "remove", "path": "nothing"}]"#)
    }
  }
}
