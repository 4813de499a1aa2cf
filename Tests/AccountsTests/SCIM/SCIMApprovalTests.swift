import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

/// What an identity provider asks for waits for a second person as everything else, and can be approved.
@Suite struct SCIMApprovalTests {
  /// With a second administrator, vera@a.example, and a rule.
  private func bench(_ rule: String) async throws -> (SCIMBench, Address) {
    let scim = try await SCIMBench()
    let vera = try Address("vera@a.example")
    try await scim.rights.bench.perform(AddAccount(address: vera))
    try await scim.rights.give(vera, "administrator")
    try await scim.rights.bench.perform(SetApproval(permissions: PermissionPattern(rule)))
    return (scim, vera)
  }

  private func waiting(_ scim: SCIMBench) async throws -> [ChangeRequest] {
    try await scim.rights.bench.ask(ListRequests(state: .waiting)).items
  }

  @Test func aNewAccountIsOpenedOnceSomebodyApproves() async throws {
    let (scim, vera) = try await bench("accounts.add")
    let user = #"{"userName": "nina@a.example", "displayName": "Nina", "externalId": "17"}"#
    for _ in 0..<2 {
      let answer = try await scim.send(.post, "/Users", user)
      #expect(answer.status == 409 && answer.type == nil)
      #expect(answer.json["detail"]?.text?.contains("second person") == true)
    }
    let request = try #require(try await waiting(scim).first)
    #expect(try await waiting(scim).count == 1 && request.action == "provisioning.add" && request.token == "scim")
    try await scim.rights.perform(approving(request.id), as: vera)
    #expect(try await scim.account("nina@a.example").displayName == "Nina")
    #expect(try await scim.find(#"externalId eq "17""#).names == ["nina@a.example"])
  }

  @Test func aRemovalAndAChangeToo() async throws {
    let (scim, vera) = try await bench("accounts.remove")
    let path = try await scim.add("nina@a.example")
    #expect(try await scim.send(.delete, path).status == 409)
    #expect(try await scim.account("nina@a.example").removed == nil)
    try await scim.rights.perform(approving(try #require(try await waiting(scim).first).id), as: vera)
    #expect(try await scim.account("nina@a.example").removed != nil)
  }

  @Test func whatCarriesAPasswordIsRefusedAndNothingOfItKept() async throws {
    let (scim, _) = try await bench("accounts.add")
    let user = #"{"userName": "nina@a.example", "password": "correct horse battery"}"#
    let answer = try await scim.send(.post, "/Users", user)
    #expect(answer.status == 409 && answer.json["detail"]?.text?.contains("secret") == true)
    #expect(try await waiting(scim) == [])
    #expect(try await scim.rights.bench.journal().allSatisfy { !$0.request.contains("horse") })
  }

  @Test func aGroupToo() async throws {
    let (scim, vera) = try await bench("groups.*")
    #expect(try await scim.send(.post, "/Groups", #"{"displayName": "Sales"}"#).status == 409)
    try await scim.rights.perform(approving(try #require(try await waiting(scim).first).id), as: vera)
    #expect(try await scim.rights.bench.ask(ShowGroup(address: Address("sales@a.example"))).group.name == "Sales")
  }
}
