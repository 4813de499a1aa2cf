import Foundation
import Kernel
import MailModel

/// One request type as the outside reaches it: bytes in, bytes out.
package struct Door: Sendable {
  package let name: String
  package let route: Route
  package let permission: Permission
  package let summary: Text
  package let changes: Bool
  let answer: @Sendable (RequestFields, Principal, ControlPlane) async throws -> Data

  private init<Kind: Request>(
    _ type: Kind.Type, changes: Bool,
    answer: @escaping @Sendable (Kind, Principal, ControlPlane) async throws -> any Encodable
  ) {
    name = Kind.name
    route = Kind.route
    permission = Kind.permission
    summary = Kind.summary
    self.changes = changes
    self.answer = { fields, principal, plane in
      let request = try fields.decoded(as: Kind.self)
      return try WireJSON.encoder().encode(await answer(request, principal, plane))
    }
  }

  package static func action<Change: Action>(_ type: Change.Type) -> Door {
    Door(type, changes: true) { request, principal, plane in try await plane.perform(request, as: principal) }
  }

  package static func query<Question: Query>(_ type: Question.Type) -> Door {
    Door(type, changes: false) { request, principal, plane in try await plane.ask(request, as: principal) }
  }

  package static func inspection<Look: Inspection>(_ type: Look.Type) -> Door {
    Door(type, changes: false) { request, principal, plane in try await plane.inspect(request, as: principal) }
  }
}
