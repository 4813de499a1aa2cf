import Foundation
import Kernel
import MailModel
import Store
import Surface

/// How to do again what a request keeps: the doors of the product by the names of their actions, and what other protocols
/// ask for.
struct Replays: Sendable {
  typealias Replay = @Sendable (_ body: String, Work) throws -> Void
  private let byName: [String: Replay]

  static let none = Replays([])

  init(_ doors: [Door]) {
    byName = Dictionary(doors.compactMap { door in door.replay.map { (door.name, $0) } }) { first, _ in first }
      .merging(Self.provisioning) { own, _ in own }
  }

  private static let provisioning = Dictionary(
    uniqueKeysWithValues: [
      kept(AddUser.self), kept(ChangeUser.self), kept(RemoveUser.self), kept(AddUserGroup.self),
      kept(ChangeUserGroup.self),
    ])

  private static func kept<Change: Action>(_ type: Change.Type) -> (String, Replay) {
    (
      Change.name,
      { body, work in try work.perform(WireJSON.decoder().decode(Change.self, from: Data(body.utf8))) }
    )
  }

  func replay(_ request: ChangeRequest) throws -> (Work) throws -> Void {
    guard let replay = byName[request.action] else {
      throw Fault(
        .notFound, en: "no action here is called \(request.action)",
        es: "aquí ninguna acción se llama \(request.action)",
        hint: Text(en: "deny the request", es: "deniegue la petición"))
    }
    return { try replay(request.body, $0) }
  }
}

extension ChangeRequest {
  static func existing(_ id: QueryNumber, in db: any Database) throws -> ChangeRequest {
    guard let found = try find(Int64(id.value), in: db) else {
      throw Fault(
        .notFound, en: "there is no request \(id.value)", es: "no existe la petición \(id.value)",
        hint: Text(
          en: "“palomar request list” shows those there are", es: "«palomar request list» muestra las que hay"),
        field: "id")
    }
    return found
  }

  static func waiting(_ id: QueryNumber, in work: Work) throws -> ChangeRequest {
    let found = try existing(id, in: work.db)
    guard found.state(at: work.now) == .waiting else {
      let state = found.state(at: work.now).name
      throw Fault(
        .conflict, en: "request \(found.id) waits no more: it is \(state.en)",
        es: "la petición \(found.id) ya no espera: está \(state.es)",
        hint: Text(en: "whoever still wants it asks again", es: "quien aún lo quiera, que lo pida de nuevo"))
    }
    return found
  }

  /// A minute may pass before the schedule notices that its time is over.
  func state(at now: Date) -> State {
    state == .waiting && expires <= now ? .expired : state
  }

  /// Neither another session nor a token makes somebody a second person. The host is one person, whoever is root there.
  func requireOther(than principal: Principal) throws(Fault) {
    guard account == principal.account else { return }
    throw Fault(
      .forbidden, en: "\(principal.name) made request \(id) and cannot decide over it",
      es: "\(principal.name) hizo la petición \(id) y no puede decidir sobre ella",
      hint: Text(en: "it takes another person", es: "hace falta otra persona"))
  }

  /// Its author as they are now: with the rights that they still have, and the token if it was one.
  func author(in work: Work) throws -> Principal {
    try Rights.again(author, account, token: token, because: words(approvedBy: work.principal), in: work)
  }

  /// Both names stand in the entry of what is done: the author as its actor, the other one here.
  private func words(approvedBy principal: Principal) -> String {
    "\(reason.map { "\($0) " } ?? "")[request \(id), approved by \(principal.name)]"
  }

  mutating func decide(_ state: State, _ comment: String?, in work: Work) throws {
    self.state = state
    decider = work.principal.name
    decided = work.now
    decision = try comment.map { try OneLine.checked($0, field: "comment").en }
    try update(in: work.db)
  }
}

extension Principal {
  /// Who grants somebody else what they asked for: their own name, and the other's in the reason.
  func granting(_ request: ChangeRequest) -> Principal {
    var origin = origin
    origin.reason = "\(request.reason.map { "\($0) " } ?? "")[request \(request.id) of \(request.author)]"
    return coming(from: origin)
  }
}

extension ChangeRequest.State {
  var name: Text {
    switch self {
    case .waiting: Text(en: "waiting", es: "en espera")
    case .approved: Text(en: "approved", es: "aprobada")
    case .denied: Text(en: "denied", es: "denegada")
    case .withdrawn: Text(en: "withdrawn", es: "retirada")
    case .expired: Text(en: "expired", es: "caducada")
    }
  }
}

/// Ends the requests that nobody decided in time.
struct ExpireRequests: Job {
  static let name = "requests.expire"
  /// Seconds between two looks.
  static let interval: TimeInterval = 60

  func run(with plane: ControlPlane) async throws {
    try await plane.store.write { db in
      let work = Work(db: db, now: plane.now(), principal: .system(Self.name))
      for var request in try ChangeRequest.overdue(at: work.now, in: db) {
        try request.decide(.expired, nil, in: work)
        try work.record(Self.name, request, in: request.scope)
      }
    }
  }
}
