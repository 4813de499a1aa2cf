import Foundation
import HTTPTypes
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
  /// How much a request may be, over the network.
  let octets: Int
  private let carryOut: @Sendable (RequestFields, Principal, ControlPlane, DoorTerms) async throws -> DoorAnswer
  /// What a query answers from within a transaction, as far as somebody may see it; `nil` for all else.
  private(set) var peek: (@Sendable (RequestFields, Principal, any Database) throws -> Data)?
  /// Performs an action anew that was kept as JSON, within a transaction; `nil` for what changes nothing.
  package private(set) var replay: (@Sendable (_ body: String, Work) throws -> Void)?
  private let known: Lazily<DoorShapes>

  private init<Kind: Request, Answer: Codable & Sendable>(
    _ type: Kind.Type, _ answerType: Answer.Type, changes: Bool,
    answer: @escaping @Sendable (Kind, Principal, ControlPlane, DoorTerms) async throws -> Answer
  ) {
    name = Kind.name
    route = Kind.route
    permission = Kind.permission
    summary = Kind.summary
    self.changes = changes
    octets = Kind.octets
    let known = Lazily { DoorShapes(type, answerType) }
    self.known = known
    carryOut = { fields, principal, plane, terms in
      let request = try fields.decoded(as: Kind.self, of: known.value())
      let answer = try await answer(request, principal, plane, terms)
      return DoorAnswer(data: try WireJSON.encoder().encode(answer), next: (answer as? any Paged)?.next)
    }
  }

  /// What it takes and what it answers, as JSON.
  func shapes() throws -> DoorShapes { try known.value() }

  func answer(
    _ fields: RequestFields, _ principal: Principal, _ plane: ControlPlane, _ terms: DoorTerms = DoorTerms()
  ) async throws -> DoorAnswer {
    do {
      return try await carryOut(fields, principal, plane, terms)
    } catch let waiting as AwaitingApproval {
      return DoorAnswer(data: try WireJSON.encoder().encode(waiting), waits: true)
    }
  }

  /// `completed` adds what a request needs and the wire does not carry.
  package static func action<Change: Action>(
    _ type: Change.Type, completed: @escaping @Sendable (Change) -> Change = { $0 }
  ) -> Door {
    var door = Door(type, Change.Outcome.self, changes: true) { change, principal, plane, terms in
      try await plane.perform(completed(change), as: principal, if: terms.condition, keeping: terms.receipt)
    }
    let known = door.known
    door.replay = { body, work in
      let fields = RequestFields(texts: [:], body: Data(body.utf8))
      try work.perform(completed(fields.decoded(as: Change.self, of: known.value())))
    }
    return door
  }

  package static func query<Question: Query>(
    _ type: Question.Type, completed: @escaping @Sendable (Question) -> Question = { $0 }
  ) -> Door {
    var door = Door(type, Question.Answer.self, changes: false) { request, principal, plane, _ in
      try await plane.ask(completed(request), as: principal)
    }
    let known = door.known
    door.peek = { fields, principal, db in
      let question = try fields.decoded(as: Question.self, of: known.value())
      return try WireJSON.encoder().encode(completed(question).answer(from: db, for: principal))
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

/// What goes with a change beside the change itself.
struct DoorTerms: Sendable {
  var condition = Precondition.none
  var receipt = Receipt.none
}

/// What a door answers, as JSON; `next` is where the next page of a list begins.
struct DoorAnswer: Sendable {
  let data: Data
  var next: String?
  /// It is the request that the change has become, which waits for a second person (RFC 9110 §15.3.3).
  var waits = false

  var status: HTTPResponse.Status { waits ? .accepted : .ok }
}
