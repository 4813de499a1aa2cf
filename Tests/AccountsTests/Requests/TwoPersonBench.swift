import Foundation
import Kernel
import MailModel
import TestSupport

@testable import Accounts

/// The usual cast with a second administrator, vera@a.example, and whatever a test puts under the two-person rule.
struct TwoPersonBench {
  let it: RightsBench
  let vera: Address

  init(_ rule: String, from threshold: Int = 1, world: World = .unexpected) async throws {
    it = try await RightsBench(world: world) { _ in
      MailSystem(host: try DomainName("mail.a.example"), ports: try Ports(base: 20_000))
    }
    vera = try Address("vera@a.example")
    try await it.bench.perform(AddAccount(address: vera))
    try await it.give(vera, "administrator")
    try await it.bench.perform(SetApproval(permissions: PermissionPattern(rule), threshold: QueryNumber(threshold)))
  }

  /// The request that somebody's change becomes; `nil` where it is done at once.
  @discardableResult
  func request<Change: Action>(_ action: Change, as principal: Principal) async throws -> ChangeRequest? {
    do {
      _ = try await it.bench.plane.perform(action, as: principal)
      return nil
    } catch let waiting as AwaitingApproval {
      return waiting.request
    }
  }

  @discardableResult
  func request<Change: Action>(_ action: Change, as address: Address, because reason: String? = nil) async throws
    -> ChangeRequest?
  {
    try await request(action, as: it.principal(address).coming(from: Origin(reason: reason)))
  }

  func waiting(_ action: some Action, as address: Address, because reason: String? = nil) async throws -> Int64 {
    guard let made = try await request(action, as: address, because: reason) else {
      throw Fault(.conflict, Text(verbatim: "done at once"))
    }
    return made.id
  }

  func show(_ id: Int64) async throws -> ChangeRequest {
    try await it.bench.ask(ShowRequest(id: id))
  }

  func isThere(_ address: Address) async throws -> Bool {
    try await it.bench.ask(ShowAccount(address: address)).removed == nil
  }
}

/// An approval as the doors make it: knowing how to do what was asked.
func approving(_ id: Int64, comment: String? = nil) -> ApproveRequest {
  ApproveRequest(id: id, comment: comment).knowing(Replays(every.flatMap(\.doors)))
}
