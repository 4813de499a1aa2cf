import Kernel
import MailModel
import Surface

/// One review: what there is to decide, what was decided, and what changes or ends it.
enum ReviewPage {
  static func path(of id: Int64) -> String { "\(ReviewsPage.path)/\(id)" }

  static let pages: [ConsolePage] =
    [
      // Where a bulk of rows leads back to.
      .show(ReviewItems.path, for: .signedIn) { _ in .redirect(to: ReviewsPage.ownPath) },
      .show("\(ReviewsPage.path)/{id}", for: .signedIn) { .page(try await page($0)) },
      .submit("\(ReviewsPage.path)/{id}/change", for: .signedIn) { request in
        try await after(request, "changed") { id in
          let change = ChangeReview(
            id: id, title: request.form["title"],
            reviewers: try FormAddress.several(request.form["reviewers"], field: "reviewers"),
            due: try request.optional("due") { try moment($0) },
            undecided: request.chosen("undecided").flatMap(Review.Undecided.init(rawValue:)))
          _ = try await request.plane.perform(
            change, as: request.principal(), if: request.unchanged(ShowReview(id: id)))
        }
      },
      .submit("\(ReviewsPage.path)/{id}/close", for: .signedIn) { request in
        try await after(request, "changed") { id in
          _ = try await request.plane.perform(CloseReview(id: id), as: request.principal())
        }
      },
      .submit("\(ReviewsPage.path)/{id}/remove", for: .signedIn) { request in
        let remove = RemoveReview(id: try ReviewItems.id(request))
        return try await request.submitted(to: "\(ReviewsPage.path)?done=removed") {
          _ = try await request.plane.perform(remove, as: request.principal())
        } otherwise: {
          try await page(request, $0)
        }
      },
    ] + ReviewItems.bulk.pages

  private static func after(_ request: PageRequest, _ done: String, _ work: (Int64) async throws -> Void) async throws
    -> PageReply
  {
    let id = try ReviewItems.id(request)
    return try await request.submitted(to: "\(path(of: id))?done=\(done)") {
      try await work(id)
    } otherwise: {
      try await page(request, $0)
    }
  }

  private static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let evidence = try await ReviewItems.evidence(request)
    let review = evidence.review
    let principal = try request.principal()
    let isRemoval = request.path.hasSuffix("/remove")
    var data: [String: any Sendable] = [
      "list": list(evidence, for: principal, ListQuery(request.query)).data, "state": review.state,
      "reviewers": review.reviewers.map(\.text).joined(separator: ", "), "due": PageTime.text(review.due),
      "author": review.author, "problem": isRemoval ? fault?.message ?? Text(verbatim: "") : Text(verbatim: ""),
    ]
    if review.closed == nil {
      for (name, form) in try forms(of: evidence, for: principal, request, fault) { data[name] = form.data }
    }
    return PageContent(
      Text(verbatim: review.title), template, data, notice: fault == nil ? request.notice : nil,
      status: fault == nil ? 200 : 422)
  }

  /// Page by page; what waits for a decision comes first if that is what the reader wants.
  private static func list(_ evidence: ReviewEvidence, for principal: Principal, _ query: ListQuery) -> ConsoleList {
    let review = evidence.review
    let isReviewer = principal.account.map(review.reviewers.contains) ?? true
    let first = query.after.flatMap(Int.init) ?? 0
    let wanted = evidence.items.filter { item in
      item.number > first && (query["state"] != "open" || item.outcome == nil)
    }
    let rows = wanted.prefix(query.size)
    return ConsoleList(
      ReviewItems.path, Text(en: "Accesses", es: "Accesos"), columns: ReviewItems.columns,
      rows: rows.map { ReviewItems.row(of: $0) }, query: query,
      filters: [
        FormField(
          "state",
          .select([
            .init("", Text(en: "All", es: "Todo")), .init("open", Text(en: "To decide", es: "Por decidir")),
          ]), Text(en: "State", es: "Estado"), isRequired: false), ListQuery.rowsField,
      ], next: rows.count < wanted.count ? rows.last.map { "\($0.number)" } : nil,
      bulk: isReviewer && review.closed == nil ? ReviewItems.actions : [],
      empty: Text(en: "There is nothing to look over.", es: "No hay nada que mirar."))
  }

  private static func forms(
    of evidence: ReviewEvidence, for principal: Principal, _ request: PageRequest, _ fault: Fault?
  ) throws -> [String: ConsoleForm] {
    let review = evidence.review
    let path = path(of: review.id)
    var forms: [String: ConsoleForm] = [:]
    if principal.may(ChangeReview.permission, in: review.scope) {
      forms["change"] = ConsoleForm(
        "\(path)/change", [ReviewsPage.title, ReviewsPage.reviewers, later, ReviewsPage.undecided],
        submit: Text(en: "Change", es: "Cambiar"), seen: try request.seen(evidence, after: fault)
      ).filled(
        [
          "title": review.title, "reviewers": review.reviewers.map(\.text).joined(separator: "\n"),
          "undecided": review.undecided.rawValue,
        ], request, fault)
    }
    if principal.may(CloseReview.permission, in: review.scope) {
      forms["close"] = ConsoleForm(
        "\(path)/close", submit: Text(en: "End it now", es: "Terminarla ahora"), isDangerous: true)
    }
    if review.decided == 0, principal.may(RemoveReview.permission, in: review.scope) {
      forms["remove"] = ConsoleForm(
        "\(path)/remove", submit: Text(en: "Remove", es: "Eliminar"), isDangerous: true)
    }
    return forms
  }

  private static let later = FormField(
    "due", .day, Text(en: "Due on", es: "Vence el"), hint: Text(en: "Empty: as it is.", es: "Vacío: como está."),
    isRequired: false)

  private static let template = PageTemplate(
    "review",
    texts: [
      "who": Text(en: "Who decides", es: "Quién decide"), "due": Text(en: "Due", es: "Vence"),
      "by": Text(en: "In the name of", es: "En nombre de"),
      "set": Text(en: "Change the review", es: "Cambiar la revisión"),
    ],
    """
    {{#problem}}<p class="message bad" role="alert">{{problem}}</p>{{/problem}}
    <p><span class="tag due">{{state}}</span> {{t.due}} {{due}} · {{t.who}}: {{reviewers}} · {{t.by}}: {{author}}</p>
    {{#list}}{{>list}}{{/list}}
    {{#change}}<section><h2>{{t.set}}</h2>{{>form}}</section>{{/change}}
    {{#close}}{{>form}}{{/close}}
    {{#remove}}{{>form}}{{/remove}}
    """)
}

extension Review {
  /// How far it has come.
  var state: Text {
    closed == nil
      ? Text(en: "\(decided) of \(items) decided", es: "Decidido: \(decided) de \(items)")
      : Text(en: "closed; \(decided) of \(items) decided", es: "cerrada; decidido: \(decided) de \(items)")
  }
}
