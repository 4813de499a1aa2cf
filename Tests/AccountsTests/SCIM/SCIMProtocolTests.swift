import Foundation
import Kernel
import MailFormats
import MailModel
import TestSupport
import Testing

@testable import Accounts

@Suite struct SCIMProtocolTests {
  @Test func findsByWhatHasAnIndexAndByWhatHasNone() async throws {
    let it = try await SCIMBench()
    _ = try await it.add("uno", #", "externalId": "E1", "title": "Guide""#)
    _ = try await it.add("dos", #", "emails": [{"value": "d@x.org", "type": "work"}]"#)
    let filters = [
      (#"userName eq "UNO@a.example""#, ["uno@a.example"]), (#"externalId eq "E1""#, ["uno@a.example"]),
      (#"externalId eq "e1""#, []), (#"title eq "guide""#, ["uno@a.example"]),
      (#"userName sw "d" and emails[type eq "work"]"#, ["dos@a.example"]),
      (#"not (userName sw "u") and meta.created gt "2020-01-01T00:00:00Z" and userName sw "do""#, ["dos@a.example"]),
      (#"id eq "nonsense""#, []), (#"emails co "x.org" or title pr"#, ["dos@a.example", "uno@a.example"]),
      (#"userName eq "' OR '1'='1""#, []), (#"userName sw "%""#, []),
    ]
    for (filter, names) in filters { #expect(try await it.find(filter).names == names, "\(filter)") }
  }

  @Test func pagesAndSorts() async throws {
    let it = try await SCIMBench()
    for name in ["p1", "p2", "p3"] { _ = try await it.add(name, #", "title": "\#(9 - (Int(name.dropFirst()) ?? 0))""#) }
    let mine = "filter=userName%20sw%20%22p%22"
    let page = try await it.send(.get, "/Users?\(mine)&startIndex=2&count=1&sortBy=userName&sortOrder=descending")
    #expect(page.names == ["p2@a.example"])
    #expect(page.json["totalResults"] == 3 && page.json["itemsPerPage"] == 1 && page.json["startIndex"] == 2)
    #expect(try await it.send(.get, "/Users?\(mine)&sortBy=title").names.first == "p3@a.example")
    let none = try await it.send(.get, "/Users?\(mine)&count=0")
    #expect(none.names == [] && none.json["totalResults"] == 3)
    let huge = try await it.send(.get, "/Users?\(mine)&count=99999999999999999999&startIndex=-5")
    #expect(huge.status == 400)
    #expect(try await it.send(.get, "/Users?\(mine)&count=2147483647&startIndex=-5").names.count == 3)
    let searched = try await it.send(
      .post, "/Users/.search", #"{"filter": "userName eq \"p1@a.example\"", "count": 5}"#)
    #expect(searched.names == ["p1@a.example"])
  }

  @Test func showsOnlyWhatIsWanted() async throws {
    let it = try await SCIMBench()
    let path = try await it.add("nueva", #", "title": "Guide", "name": {"givenName": "E", "familyName": "G"}"#)
    let some = try await it.send(.get, "\(path)?attributes=name.givenName,TITLE")
    #expect(Set(some.json.object?.keys.map { $0 } ?? []) == ["schemas", "id", "userName", "title", "name"])
    #expect(some.json["name"] == ["givenName": "E"])
    let rest = try await it.send(.get, "\(path)?excludedAttributes=title,meta,userName")
    #expect(rest.json["title"] == nil && rest.json["meta"] == nil && rest.json["userName"] != nil)
  }

  @Test(arguments: [
    (#"{}"#, 400, "invalidValue"), ("[]", 400, "invalidSyntax"), ("{", 400, "invalidSyntax"),
    (#"{"userName": ""}"#, 400, "invalidValue"), (#"{"userName": 5}"#, 400, "invalidValue"),
    (#"{"userName": "no such@a.example"}"#, 400, "invalidValue"),
    (#"{"userName": "a+b@a.example"}"#, 400, "invalidValue"),
    (#"{"userName": "BOSS@a.example"}"#, 409, "uniqueness"),
    (#"{"userName": "x", "externalId": "taken"}"#, 409, "uniqueness"),
    (#"{"userName": "x", "password": "short"}"#, 400, "invalidValue"),
    (#"{"userName": "x", "displayName": "a\u0000b"}"#, 400, "invalidValue"),
    (#"{"userName": "x", "active": "perhaps"}"#, 400, "invalidValue"),
  ])
  func refusesWhatCannotBeAndLeavesNothing(_ body: String, _ status: Int, _ type: String) async throws {
    let it = try await SCIMBench()
    _ = try await it.add("first", #", "externalId": "taken""#)
    let before = try await it.find("userName pr").json["totalResults"]
    let answer = try await it.send(.post, "/Users", body)
    #expect((answer.status, answer.type) == (status, type))
    #expect(answer.json["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"])
    #expect(try await it.find("userName pr").json["totalResults"] == before)
  }

  @Test func leavesOutWhatNobodyHereKnows() async throws {
    let it = try await SCIMBench()
    let path = try await it.add("nueva", #", "favouriteColour": "blue", "id": "mine", "Title": "Guide""#)
    let user = try await it.send(.get, path).json
    #expect(user["favouriteColour"] == nil && user["id"] != "mine" && user["title"] == "Guide")
  }

  @Test func aMailboxKeepsItsAddress() async throws {
    let it = try await SCIMBench()
    let path = try await it.add("nueva")
    let renamed = try await it.send(.put, path, #"{"userName": "otra@a.example"}"#)
    #expect((renamed.status, renamed.type) == (400, "mutability"))
  }

  @Test(arguments: [
    ("GET", "/nowhere", 404), ("GET", "/Users/nobody", 404), ("GET", "/Users/a/b", 404), ("GET", "/Me", 501),
    ("POST", "/Bulk", 501), ("PUT", "/Users", 405), ("POST", "/Schemas", 405), ("GET", "/Schemas/none", 404),
    ("GET", "/Users?filter=%28%28", 400), ("GET", "/Schemas?filter=x", 403), ("GET", "/Users?sortBy=nothing", 400),
  ])
  func tellsInItsOwnForm(_ method: String, _ path: String, _ status: Int) async throws {
    let answer = try await SCIMBench().send(.init(rawValue: method) ?? .get, path, method == "GET" ? nil : "{}")
    #expect(answer.status == status)
    #expect(answer.json["status"] == .text("\(status)"))
    #expect(answer.headers[.contentType] == "application/scim+json")
  }

  @Test func asksStrangersWhoTheyAre() async throws {
    let answer = try await SCIMBench().send(.get, "/Users", nil, ["Authorization": "Bearer wrong"])
    #expect(answer.status == 401 && answer.json["status"] == "401")
    #expect(answer.headers[.wwwAuthenticate] != nil)
  }

  @Test func anIdentifierNamesOneAccountForEver() async throws {
    let it = try await SCIMBench()
    let path = try await it.add("nueva")
    try await it.rights.bench.perform(RemoveAccount(address: Address("nueva@a.example")))
    try await it.rights.bench.perform(PurgeAccount(address: Address("nueva@a.example")))
    it.rights.bench.clock.advance(by: 1)
    #expect(try await it.add("nueva") != path)
    #expect(try await it.send(.get, path).status == 404)
  }
}
