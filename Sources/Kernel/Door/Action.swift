import MailModel
import Store

/// What every request has, whichever of the three kinds it is.
package protocol Request: Codable, Sendable {
  /// `aliases.create`: in the journal and the documentation.
  static var name: String { get }
  static var route: Route { get }
  static var permission: Permission { get }
  /// One line for the documentation.
  static var summary: Text { get }
  /// What its texts look like, by the names of their fields, where their types do not say it.
  static var forms: [String: TextForm] { get }
  /// How many octets it may have when it comes over the network.
  static var octets: Int { get }
  var scope: Scope { get }
}

extension Request {
  package static var forms: [String: TextForm] { [:] }
  package static var octets: Int { 64 << 10 }
  package var scope: Scope { .everything }
}

/// A change that someone asks for. The only way to change anything is `ControlPlane.perform`.
package protocol Action: Request {
  associatedtype Outcome: Codable & Sendable
  /// The mailbox that it lets somebody into, if it does: its owner gets to see who, when and why.
  var opens: Opening? { get }
  /// What is slow and needs no transaction, such as hashing a password. Runs after authorisation.
  func prepared() throws -> Self
  /// The same where there is time to look around first; a part of another action has none.
  func prepared(on plane: ControlPlane) async throws -> Self
  /// Decides and records, in one transaction. The outside world is not in reach: enqueue a job for it.
  func perform(in work: Work) throws -> Outcome
}

extension Action {
  package var opens: Opening? { nil }
  package func prepared() throws -> Self { self }

  package func prepared(on plane: ControlPlane) async throws -> Self { try prepared() }
}

/// A change of something whose place only the store knows. Whoever may do it somewhere can ask; the door looks, in the
/// transaction, whether they may do it there.
package protocol PlacedAction: Action {
  func place(in db: any Database, for principal: Principal) throws -> Scope
}

/// Something that the store knows.
package protocol Query: Request {
  associatedtype Answer: Codable & Sendable
  func answer(from db: any Database) throws -> Answer
}

/// A list whose rows belong to domains. Whoever may ask it in some domains only gets the rows of those.
package protocol DomainQuery<Answer>: Query {
  associatedtype Answer
  func answer(from db: any Database, within visible: Visibility) throws -> Answer
}

extension DomainQuery {
  package func answer(from db: any Database) throws -> Answer {
    try answer(from: db, within: .everything)
  }
}

extension Query {
  /// As much of the answer as somebody may see; throws where that is nothing.
  package func answer(from db: any Database, for principal: Principal) throws -> Answer {
    guard let list = self as? any DomainQuery<Answer> else {
      try principal.require(self)
      return try answer(from: db)
    }
    return try list.answer(from: db, within: principal.visibility(of: list))
  }
}

/// A query whose answer stands in the history.
package protocol HistoryQuery: Query {}

/// Something that must be looked at outside the store: services, files, DNS, a message on its way. Changes nothing.
package protocol Inspection: Request {
  associatedtype Answer: Codable & Sendable
  func inspect(with plane: ControlPlane) async throws -> Answer
}
