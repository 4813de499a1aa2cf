import Foundation
import Kernel
import MailModel
import Store

/// One request type as the outside reaches it: bytes in, bytes out.
package struct Door: Sendable {
  package let name: String
  package let route: Route
  package let permission: Permission
  package let summary: Text
  package let changes: Bool
  let answer: @Sendable (RequestFields, Principal, ControlPlane, Precondition) async throws -> Data
  /// What a query answers from within a transaction, for whoever may ask it; `nil` for all else.
  private(set) var peek: (@Sendable (RequestFields, any Database) throws -> Data)?

  /// What it takes and what it answers, as JSON; found out anew at each call.
  let shapes: @Sendable () -> DoorShapes

  private init<Kind: Request, Answer: Codable & Sendable>(
    _ type: Kind.Type, _ answerType: Answer.Type, changes: Bool,
    answer: @escaping @Sendable (Kind, Principal, ControlPlane, Precondition) async throws -> any Encodable
  ) {
    name = Kind.name
    route = Kind.route
    permission = Kind.permission
    summary = Kind.summary
    self.changes = changes
    shapes = { DoorShapes(type, answerType) }
    self.answer = { fields, principal, plane, condition in
      let request = try fields.decoded(as: Kind.self)
      return try WireJSON.encoder().encode(await answer(request, principal, plane, condition))
    }
  }

  /// `completed` adds what a request needs and the wire does not carry.
  package static func action<Change: Action>(
    _ type: Change.Type, completed: @escaping @Sendable (Change) -> Change = { $0 }
  ) -> Door {
    Door(type, Change.Outcome.self, changes: true) { try await $2.perform(completed($0), as: $1, if: $3) }
  }

  package static func query<Question: Query>(
    _ type: Question.Type, completed: @escaping @Sendable (Question) -> Question = { $0 }
  ) -> Door {
    var door = Door(type, Question.Answer.self, changes: false) { request, principal, plane, _ in
      try await plane.ask(completed(request), as: principal)
    }
    door.peek = { fields, db in
      try WireJSON.encoder().encode(completed(fields.decoded(as: Question.self)).answer(from: db))
    }
    return door
  }

  package static func inspection<Look: Inspection>(
    _ type: Look.Type, completed: @escaping @Sendable (Look) -> Look = { $0 }
  ) -> Door {
    Door(type, Look.Answer.self, changes: false) { request, principal, plane, _ in
      try await plane.inspect(completed(request), as: principal)
    }
  }
}
