import Foundation
import Kernel
import MailFormats
import MailModel
import Store
import Surface

/// What can be done with the resources of one kind.
protocol SCIMKeeper: Sendable {
  associatedtype Resource: SCIMResource
  var asker: SCIMAsker { get }

  func show(_ address: Address) async throws -> Resource
  func list(_ wanted: SCIMListRequest) async throws -> SCIMList<Resource>
  /// `resource` is what the schema accepts of what was sent.
  func add(_ resource: JSONValue) async throws -> Resource
  func change(_ present: Resource, to resource: JSONValue, if condition: Precondition) async throws -> Resource
  func remove(_ present: Resource, if condition: Precondition) async throws
  /// As it is within the transaction of a change.
  static func now(_ resource: Resource, in db: any Database) throws -> Resource?
}

/// Who asks, and where.
struct SCIMAsker: Sendable {
  let plane: ControlPlane
  /// Setting somebody's password takes a reason.
  let principal: Principal

  init(_ request: WireRequest) {
    plane = request.plane
    var origin = request.principal.origin
    origin.reason = origin.reason ?? "SCIM"
    principal = request.principal.coming(from: origin)
  }

  /// Where a name without a domain belongs.
  func domain(for permission: Permission) -> DomainName? { principal.onlyDomain(for: permission) }
}

struct UserKeeper: SCIMKeeper {
  let asker: SCIMAsker

  func show(_ address: Address) async throws -> SCIMUser {
    try await asker.plane.ask(ShowUser(address: address), as: asker.principal)
  }

  func list(_ wanted: SCIMListRequest) async throws -> SCIMList<SCIMUser> {
    try await asker.plane.ask(ListUsers(wanted), as: asker.principal)
  }

  func add(_ resource: JSONValue) async throws -> SCIMUser {
    try await asker.plane.perform(AddUser(wanted(resource).named()), as: asker.principal)
  }

  func change(_ present: SCIMUser, to resource: JSONValue, if condition: Precondition) async throws -> SCIMUser {
    let wanted = try wanted(resource)
    guard wanted.address == present.stored.account.address else {
      throw SCIMFailure(.mutability, en: "a mailbox keeps its address", es: "un buzón conserva su dirección")
    }
    return try await asker.plane.perform(ChangeUser(wanted), as: asker.principal, if: condition)
  }

  func remove(_ present: SCIMUser, if condition: Precondition) async throws {
    _ = try await asker.plane.perform(
      RemoveUser(address: present.stored.account.address), as: asker.principal, if: condition)
  }

  static func now(_ resource: SCIMUser, in db: any Database) throws -> SCIMUser? {
    try SCIMUser.find(resource.stored.account.address, in: db)
  }

  private func wanted(_ resource: JSONValue) throws -> WantedUser {
    try WantedUser(resource, in: asker.domain(for: AddUser.permission))
  }
}

struct GroupKeeper: SCIMKeeper {
  let asker: SCIMAsker

  func show(_ address: Address) async throws -> SCIMGroup {
    try await asker.plane.ask(ShowUserGroup(address: address), as: asker.principal)
  }

  func list(_ wanted: SCIMListRequest) async throws -> SCIMList<SCIMGroup> {
    try await asker.plane.ask(ListUserGroups(wanted), as: asker.principal)
  }

  func add(_ resource: JSONValue) async throws -> SCIMGroup {
    let wanted = try WantedGroup(resource, present: nil, in: asker.domain(for: AddUserGroup.permission))
    return try await asker.plane.perform(AddUserGroup(wanted), as: asker.principal)
  }

  func change(_ present: SCIMGroup, to resource: JSONValue, if condition: Precondition) async throws -> SCIMGroup {
    let wanted = try WantedGroup(resource, present: present.stored.group.address, in: nil)
    return try await asker.plane.perform(ChangeUserGroup(wanted), as: asker.principal, if: condition)
  }

  func remove(_ present: SCIMGroup, if condition: Precondition) async throws {
    _ = try await asker.plane.perform(
      RemoveGroup(address: present.stored.group.address), as: asker.principal, if: condition)
  }

  static func now(_ resource: SCIMGroup, in db: any Database) throws -> SCIMGroup? {
    try SCIMGroup.find(resource.stored.group.address, in: db)
  }
}
