import Foundation
import Kernel
import MailModel
import Surface

/// What waits for a second person: for whoever may decide, and for whoever asked.
enum RequestsPage {
  static let path = "/requests"

  static func pages(_ replays: Replays) -> [ConsolePage] {
    [
      .show(
        path, for: .holders(of: ListRequests.permission),
        entry: .init(Text(en: "Requests", es: "Peticiones"), order: 60)
      ) { .page(try await list($0, bulk(replays))) },
      .show(
        "/profile/requests", for: .signedIn,
        entry: .init(Text(en: "My requests", es: "Mis peticiones"), order: 95, in: .own)
      ) { .page(try await own($0)) },
      .show("\(path)/{id}", for: .signedIn) { .page(try await page($0)) },
      .submit("\(path)/{id}/approve", for: .signedIn) { request in
        try await decide(request) { ApproveRequest(id: $0, comment: $1).knowing(replays) }
      },
      .submit("\(path)/{id}/deny", for: .signedIn) { request in
        try await decide(request) { DenyRequest(id: $0, comment: $1) }
      },
      .submit("\(path)/{id}/grant", for: .signedIn) { request in
        try await decide(request) { GrantAccess(id: $0, comment: $1).knowing(replays) }
      },
      .submit("\(path)/{id}/refuse", for: .signedIn) { request in
        try await decide(request) { RefuseAccess(id: $0, comment: $1) }
      },
      .submit("\(path)/{id}/withdraw", for: .signedIn) { request in
        try await decide(request) { id, _ in WithdrawRequest(id: id) }
      },
    ] + BulkPages(path, bulk(replays)).pages
  }

  private static func bulk(_ replays: Replays) -> [BulkAction] {
    let comment = FormField("comment", .text, Text(en: "Comment", es: "Comentario"), isRequired: false)
    return [
      BulkAction(
        "approve", Text(en: "Approve and carry out", es: "Aprobar y ejecutar"), fields: [comment], isDangerous: true,
        outcome: line
      ) { key, typed in ApproveRequest(id: try number(key), comment: typed["comment"]).knowing(replays) },
      BulkAction("deny", Text(en: "Deny", es: "Denegar"), fields: [comment], outcome: line) { key, typed in
        DenyRequest(id: try number(key), comment: typed["comment"])
      },
    ]
  }

  @Sendable private static func line(_ request: ChangeRequest, at now: Date) -> Text {
    let state = request.state(at: now).name
    return Text(
      en: "\(request.action) in \(request.scope): \(state.en)", es: "\(request.action) en \(request.scope): \(state.es)"
    )
  }

  private static func path(of id: Int64) -> String { "\(path)/\(id)" }

  private static func list(_ request: PageRequest, _ bulk: [BulkAction]) async throws -> PageContent {
    let principal = try request.principal()
    let query = ListQuery(request.query)
    let state = query["state"] ?? ChangeRequest.State.waiting.rawValue
    let page = try await request.plane.ask(
      ListRequests(state: .init(rawValue: state), after: query.after, limit: QueryNumber(query.size)), as: principal)
    let states = ChangeRequest.State.allCases.map { FormField.Choice($0.rawValue, $0.name) }
    return content(
      path, Text(en: "Requests", es: "Peticiones"), page, query, at: request.plane.now(),
      filters: [
        FormField(
          "state", .select(states + [.init("all", Text(en: "All", es: "Todas"))]), Text(en: "State", es: "Estado")),
        ListQuery.rowsField,
      ], bulk: state == ChangeRequest.State.waiting.rawValue ? bulk.allowed(to: principal) : [],
      empty: Text(en: "Nothing here waits for a second person.", es: "Nada espera aquí a una segunda persona."))
  }

  private static func own(_ request: PageRequest) async throws -> PageContent {
    let principal = try request.principal()
    guard let owner = principal.account else { return try await list(request, []) }
    let query = ListQuery(request.query)
    let page = try await request.plane.ask(
      ListOwnRequests(address: owner, after: query.after, limit: QueryNumber(query.size)), as: principal)
    let waiting = try await request.plane.ask(ListRequestsToAnswer(address: owner), as: principal)
    let title = Text(en: "Waiting for my answer", es: "Esperan mi respuesta")
    let now = request.plane.now()
    let list = waiting.items.isEmpty ? nil : list("/profile/requests", title, waiting.items, ListQuery([:]), at: now)
    return content(
      "/profile/requests", Text(en: "My requests", es: "Mis peticiones"), page, query, at: now,
      before: list, empty: Text(en: "You have asked for nothing.", es: "No ha pedido nada."))
  }

  private static func content(
    _ path: String, _ title: Text, _ page: Page<ChangeRequest>, _ query: ListQuery, at now: Date,
    filters: [FormField] = [], bulk: [BulkAction] = [], before first: ConsoleList? = nil, empty: Text
  ) -> PageContent {
    let list = list(
      path, title, page.items, query, at: now, filters: filters, next: page.next, bulk: bulk, empty: empty)
    var data: [String: any Sendable] = ["list": list.data]
    if let first { data["first"] = first.data }
    return PageContent(title, RequestTemplates.list, data)
  }

  private static func list(
    _ path: String, _ title: Text, _ requests: [ChangeRequest], _ query: ListQuery, at now: Date,
    filters: [FormField] = [], next: String? = nil, bulk: [BulkAction] = [], empty: Text = Text(verbatim: "")
  ) -> ConsoleList {
    let columns = [
      Text(en: "Number", es: "Número"), Text(en: "Action", es: "Acción"), Text(en: "Where", es: "Dónde"),
      Text(en: "By", es: "Por"), Text(en: "Reason", es: "Motivo"), Text(en: "Until", es: "Hasta"),
      Text(en: "State", es: "Estado"),
    ]
    return ConsoleList(
      path, title, columns: columns.map { .init($0) }, rows: requests.map { row(of: $0, at: now) }, query: query,
      filters: filters, next: next, bulk: bulk, empty: empty)
  }

  private static func row(of request: ChangeRequest, at now: Date) -> ConsoleList.Row {
    let state = request.state(at: now)
    return .init(
      "\(request.id)",
      [
        .link("\(request.id)", to: path(of: request.id)), .text(request.action), .text(request.scope.text),
        .text(request.author), .text(request.reason ?? "—"), .time(request.expires), .tag(state.name, state.kind),
      ])
  }

  private static func number(_ text: String) throws -> Int64 {
    guard let id = Int64(text) else {
      throw Fault(.notFound, en: "that is no request's number", es: "ese no es el número de una petición")
    }
    return id
  }

  private static func id(_ request: PageRequest) throws -> Int64 {
    try number(request.query["id", default: ""])
  }

  /// As its author, as whoever answers it, or as somebody who may see the requests of its place.
  private static func find(_ request: PageRequest) async throws -> ChangeRequest {
    let id = try id(request)
    let principal = try request.principal()
    if let owner = principal.account {
      let own = ListOwnRequests(address: owner, after: "\(id &+ 1)", limit: 1)
      let found = try await request.plane.ask(own, as: principal).items.first
      if let found, found.id == id { return found }
      let answered = ListRequestsToAnswer(address: owner, after: "\(id &+ 1)", limit: 1)
      let asked = try await request.plane.ask(answered, as: principal).items.first
      if let asked, asked.id == id { return asked }
    }
    return try await request.plane.ask(ShowRequest(id: id), as: principal)
  }

  private static func decide<Decision: Action>(
    _ request: PageRequest, _ decision: (Int64, String?) -> Decision
  ) async throws -> PageReply {
    let comment = request.form["comment"].flatMap { $0.isEmpty ? nil : $0 }
    do {
      _ = try await request.plane.perform(decision(id(request), comment), as: request.principal())
      return .redirect(to: try path(of: id(request)))
    } catch let fault as Fault where fault.code != .notFound {
      return .page(try await page(request, fault))
    }
  }

  private static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let found = try await find(request)
    let now = request.plane.now()
    let principal = try request.principal()
    let isOwn = found.account == principal.account
    let waits = found.state(at: now) == .waiting
    var data: [String: any Sendable] = [
      "facts": found.facts(at: now).map { fact -> any Sendable in
        ["name": fact.name, "value": fact.value] as [String: any Sendable]
      } as [any Sendable],
      "parts": found.plan.map(part(of:)) as [any Sendable], "problem": fault?.message ?? Text(verbatim: ""),
      "advice": fault?.hint ?? Text(verbatim: ""), "waits": waits && isOwn,
    ]
    if waits, isOwn { data["withdraw"] = form(found, "withdraw", Text(en: "Withdraw", es: "Retirar"), request).data }
    if waits, !isOwn, principal.may(ApproveRequest.permission, in: found.scope) {
      data["approve"] =
        form(found, "approve", Text(en: "Approve and carry out", es: "Aprobar y ejecutar"), request).data
      data["deny"] = form(found, "deny", Text(en: "Deny", es: "Denegar"), request).data
    } else if waits, !isOwn, found.kind == .access, principal.may(GrantAccess.permission, in: found.scope) {
      data["approve"] = form(found, "grant", Text(en: "Grant", es: "Conceder"), request).data
      data["deny"] = form(found, "refuse", Text(en: "Refuse", es: "Rechazar"), request).data
    }
    return PageContent(
      Text(en: "Request \(found.id)", es: "Petición \(found.id)"), RequestTemplates.page, data,
      status: fault == nil ? 200 : 422)
  }

  private static func form(_ found: ChangeRequest, _ verb: String, _ submit: Text, _ request: PageRequest)
    -> ConsoleForm
  {
    let comment = FormField("comment", .text, Text(en: "Comment", es: "Comentario"), isRequired: false)
    return ConsoleForm(
      "\(path(of: found.id))/\(verb)", verb == "withdraw" ? [] : [comment], submit: submit,
      isDangerous: verb == "approve", values: request.form)
  }

  private static func part(of part: PlanPart) -> any Sendable {
    let data: [String: any Sendable] = [
      "title": part.title, "request": part.request, "any": !part.changes.isEmpty,
      "changes": part.changes.map { change -> any Sendable in
        ["field": change.field, "before": change.before ?? "—", "after": change.after ?? "—"] as [String: any Sendable]
      } as [any Sendable],
    ]
    return data
  }
}

extension ChangeRequest.State {
  /// The tag's colour.
  var kind: String {
    switch self {
    case .waiting: "due"
    case .approved: "good"
    case .denied, .withdrawn, .expired: "bad"
    }
  }
}
