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

  /// `completed` adds what a request needs and the wire does not carry.
  package static func action<Change: Action>(
    _ type: Change.Type, completed: @escaping @Sendable (Change) -> Change = { $0 }
  ) -> Door {
    Door(type, changes: true) { try await $2.perform(completed($0), as: $1) }
  }

  package static func query<Question: Query>(
    _ type: Question.Type, completed: @escaping @Sendable (Question) -> Question = { $0 }
  ) -> Door {
    Door(type, changes: false) { try await $2.ask(completed($0), as: $1) }
  }

  package static func inspection<Look: Inspection>(
    _ type: Look.Type, completed: @escaping @Sendable (Look) -> Look = { $0 }
  ) -> Door {
    Door(type, changes: false) { try await $2.inspect(completed($0), as: $1) }
  }
}
