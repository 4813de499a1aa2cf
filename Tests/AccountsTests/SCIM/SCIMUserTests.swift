import Foundation
import Kernel
import MailFormats
import MailModel
import Store
import TestSupport
import Testing

@testable import Accounts

@Suite(.eachEngine) struct SCIMUserTests {
  @Test func makesAnAccountThatTheActionsHaveMade() async throws {
    let it = try await SCIMBench()
    let made = try await it.send(
      .post, "/Users",
      #"{"schemas": [], "userName": "Nueva@A.example", "externalId": "00u1", "name": {"givenName": "Eva", "familyName": "Gil"}}"#
    )
    #expect(made.status == 201)
    #expect(made.json["userName"] == "nueva@a.example" && made.json["displayName"] == "Eva Gil")
    #expect(made.headers[.location] == made.json["meta"]?["location"]?.text)
    #expect(try await it.account("nueva@a.example").displayName == "Eva Gil")
    let actions = try await it.rights.bench.journal().prefix(2).map(\.action)
    #expect(actions == ["provisioning.add", "accounts.add"])
  }

  @Test func putsANameWithoutADomainIntoTheTokensDomain() async throws {
    let it = try await SCIMBench()
    _ = try await it.add("nueva")
    #expect(try await it.account("nueva@a.example").state == .active)
  }

  @Test func suspendsWhoIsNotActiveAndSaysWhy() async throws {
    let it = try await SCIMBench()
    let path = try await it.add("nueva")
    let off = #"{"Operations": [{"op": "Replace", "path": "active", "value": "False"}]}"#
    #expect(try await it.send(.patch, path, off).json["active"] == false)
    let account = try await it.account("nueva@a.example")
    #expect((account.state, account.reason) == (.suspended, "SCIM"))
    try await it.send(.patch, path, #"{"Operations": [{"op": "replace", "value": {"active": true}}]}"#)
    #expect(try await it.account("nueva@a.example").state == .active)
  }

  @Test func neverShowsAPasswordAndKeepsItOutOfTheJournal() async throws {
    let it = try await SCIMBench()
    let path = try await it.add("nueva", #", "password": "correct horse battery""#)
    let address = try Address("nueva@a.example")
    let credentials = try await it.rights.bench.plane.store.read {
      try AccountCredentials.find(address, at: it.rights.bench.clock.now, in: $0)
    }
    #expect(AccountCredentials.admit(Secret("correct horse battery"), to: credentials))
    #expect(try await it.send(.get, "\(path)?attributes=password").json["password"] == nil)
    #expect(try await !it.rights.bench.journal().contains { "\($0)".contains("correct horse") })
  }

  @Test func leadsOtherAddressesOfOursToTheMailbox() async throws {
    let it = try await SCIMBench()
    let path = try await it.add(
      "nueva", #", "emails": [{"value": "n@a.example"}, {"value": "n@gmail.com", "type": "home"}]"#)
    #expect(try await it.rights.bench.ask(ShowAlias(address: Address("n@a.example"))).targets.count == 1)
    #expect(try await it.send(.get, path).json["emails"]?.elements.count == 2)
    try await it.send(.patch, path, #"{"Operations": [{"op": "remove", "path": "emails[value eq \"n@a.example\"]"}]}"#)
    await #expect(throws: Fault(.notFound, en: "", es: "")) {
      try await it.rights.bench.ask(ShowAlias(address: Address("n@a.example")))
    }
  }

  @Test func takesNoAddressFromSomebodyElse() async throws {
    let it = try await SCIMBench()
    _ = try await it.add("uno", #", "emails": [{"value": "info@a.example"}]"#)
    let path = try await it.add("dos")
    let grab = #"{"Operations": [{"op": "add", "path": "emails", "value": {"value": "info@a.example"}}]}"#
    #expect(try await it.send(.patch, path, grab).status == 409)
    #expect(try await it.rights.bench.ask(ShowAlias(address: Address("info@a.example"))).targets.count == 1)
  }

  @Test func removesWithGraceAndBringsBack() async throws {
    let it = try await SCIMBench()
    let path = try await it.add("nueva", #", "externalId": "7", "emails": [{"value": "n@a.example"}]"#)
    #expect(try await it.send(.delete, path).status == 204)
    #expect(try await it.send(.get, path).status == 404)
    #expect(try await it.account("nueva@a.example").purge != nil)
    #expect(try await it.add("nueva", #", "externalId": "7""#) == path)
    #expect(try await it.account("nueva@a.example").removed == nil)
  }

  @Test func replacesAWholeUser() async throws {
    let it = try await SCIMBench()
    let path = try await it.add("nueva", #", "title": "Guide", "displayName": "Old""#)
    let now = try await it.send(.put, path, #"{"userName": "NUEVA@a.example", "displayName": "New", "active": true}"#)
    #expect(now.json["displayName"] == "New" && now.json["title"] == nil)
  }

  @Test func changesOnlyWhatIsAsItWasRead() async throws {
    let it = try await SCIMBench()
    let path = try await it.add("nueva")
    let tag = try #require(try await it.send(.get, path).headers[.eTag])
    #expect(tag.hasPrefix("W/\""))
    let change = #"{"Operations": [{"op": "replace", "path": "title", "value": "x"}]}"#
    let first = try await it.send(.patch, path, change, ["If-Match": tag]).status
    let second = try await it.send(.delete, path, nil, ["If-Match": tag]).status
    #expect((first, second) == (200, 412))
    let now = try #require(try await it.send(.get, path).headers[.eTag])
    #expect(try await it.send(.get, path, nil, ["If-None-Match": now]).status == 304)
  }

  @Test func doesNoMoreThanItsTokenMay() async throws {
    let it = try await SCIMBench(permissions: ["accounts.read"])
    #expect(try await it.send(.post, "/Users", #"{"userName": "x@a.example"}"#).status == 403)
  }

  @Test func seesAndMakesNobodyInAnotherDomain() async throws {
    let it = try await SCIMBench()
    #expect(try await it.send(.post, "/Users", #"{"userName": "x@b.example"}"#).status == 403)
    #expect(try await it.find(#"userName sw "eva""#).names == [])
  }
}
