import Foundation
import Kernel
import MailFormats
import MailModel
import TestSupport
import Testing

@testable import Accounts

@Suite(.eachEngine) struct SCIMGroupTests {
  private func group(_ it: SCIMBench, _ name: String, _ more: String = "") async throws -> String {
    let made = try await it.send(.post, "/Groups", #"{"displayName": "\#(name)"\#(more)}"#)
    #expect(made.status == 201, "\(made.json)")
    return "/Groups/\(made.json["id"]?.text ?? "")"
  }

  private func id(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

  private func members(_ it: SCIMBench, _ address: String) async throws -> [String] {
    try await it.rights.bench.ask(ListMembers(address: Address(address))).items.map(\.member.text)
  }

  @Test func makesAGroupWithAnAddressOfItsName() async throws {
    let it = try await SCIMBench()
    let user = try await it.add("nueva")
    _ = try await group(it, "Atención al Cliente (ES)", #", "members": [{"value": "\#(id(user))"}]"#)
    #expect(try await members(it, "atencion-al-cliente-es@a.example") == ["nueva@a.example"])
  }

  /// As Entra adds and removes them.
  @Test func takesMembersInAndOut() async throws {
    let it = try await SCIMBench()
    let users = [id(try await it.add("uno")), id(try await it.add("dos"))]
    let path = try await group(it, "ventas")
    let add =
      #"{"Operations": [{"op": "Add", "path": "members", "value": [{"value": "\#(users[0])"}, {"value": "\#(users[1])"}]}]}"#
    #expect(try await it.send(.patch, path, add).json["members"]?.elements.count == 2)
    try await it.send(
      .patch, path, #"{"Operations": [{"op": "Remove", "path": "members[value eq \"\#(users[0])\"]"}]}"#)
    #expect(try await members(it, "ventas@a.example") == ["dos@a.example"])
    let remove = #"{"Operations": [{"op": "Remove", "path": "members", "value": [{"value": "\#(users[1])"}]}]}"#
    #expect(try await it.send(.patch, path, remove).json["members"] == nil)
  }

  @Test func leavesMembersAloneThatAreElsewhere() async throws {
    let it = try await SCIMBench()
    let path = try await group(it, "ventas")
    try await it.rights.bench.perform(
      JoinGroup(address: Address("ventas@a.example"), members: [Address("x@elsewhere.example")]))
    let user = id(try await it.add("uno"))
    try await it.send(.put, path, #"{"displayName": "Ventas", "members": [{"value": "\#(user)"}]}"#)
    #expect(try await members(it, "ventas@a.example") == ["uno@a.example", "x@elsewhere.example"])
  }

  @Test func findsByNameAndByMember() async throws {
    let it = try await SCIMBench()
    let user = id(try await it.add("uno"))
    _ = try await group(it, "Ventas", #", "externalId": "g1", "members": [{"value": "\#(user)"}]"#)
    _ = try await group(it, "Compras")
    for filter in [#"displayName eq "ventas""#, #"externalId eq "g1""#, #"members[value eq "\#(user)"]"#] {
      let escaped = filter.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
      let found = try await it.send(.get, "/Groups?filter=\(escaped)&excludedAttributes=members").json
      #expect(found["totalResults"] == 1 && found["Resources"]?.elements.first?["members"] == nil, "\(filter)")
    }
  }

  @Test func refusesWhoIsNotHere() async throws {
    let it = try await SCIMBench()
    let path = try await group(it, "ventas")
    let nobody = #"{"Operations": [{"op": "add", "path": "members", "value": [{"value": "nobody"}]}]}"#
    let answer = try await it.send(.patch, path, nobody)
    #expect((answer.status, answer.type) == (400, "invalidValue"))
    #expect(try await it.send(.post, "/Groups", #"{"displayName": "Ventas"}"#).status == 409)
    #expect(try await it.send(.delete, path).status == 204)
    #expect(try await it.send(.get, path).status == 404)
  }
}
