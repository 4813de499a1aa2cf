import Kernel
import MailModel
import Surface

/// The reviews: for whoever looks after them, and for whoever decides.
enum ReviewsPage {
  static let path = "/reviews"
  static let ownPath = "/profile/reviews"

  static let pages: [ConsolePage] =
    [
      .show(
        path, for: .holders(of: ListReviews.permission),
        entry: .init(Text(en: "Access reviews", es: "Revisiones de acceso"), order: 75, in: .oversight)
      ) { .page(try await all($0)) },
      .submit(path, for: .holders(of: AddReview.permission)) { try await add($0) },
      .show(
        ownPath, for: .signedIn,
        entry: .init(Text(en: "Reviews for me", es: "Revisiones para mí"), order: 96, in: .own)
      ) { .page(try await own($0)) },
    ] + ReviewPage.pages

  private static func all(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let query = ListQuery(request.query)
    let page = try await request.plane.ask(
      ListReviews(after: query.after, limit: QueryNumber(query.size)), as: principal)
    let title = Text(en: "Access reviews", es: "Revisiones de acceso")
    var data: [String: any Sendable] = ["list": list(path, title, page.items, next: page.next, query).data]
    if principal.maySomewhere(AddReview.permission) {
      data["add"] = form(fault == nil ? [:] : request.form, fault).data
    }
    return PageContent(title, template, data, notice: request.notice, status: fault == nil ? 200 : 422)
  }

  private static func own(_ request: PageRequest) async throws -> PageContent {
    let principal = try request.principal()
    let title = Text(en: "Reviews for me", es: "Revisiones para mí")
    let query = ListQuery(request.query)
    guard let account = principal.account else {
      return PageContent(title, template, ["list": list(ownPath, title, [], next: nil, query).data])
    }
    let page = try await request.plane.ask(
      ListOwnReviews(address: account, after: query.after, limit: QueryNumber(query.size)), as: principal)
    return PageContent(title, template, ["list": list(ownPath, title, page.items, next: page.next, query).data])
  }

  private static func list(_ path: String, _ title: Text, _ reviews: [Review], next: String?, _ query: ListQuery)
    -> ConsoleList
  {
    let columns = [
      Text(en: "Title", es: "Título"), Text(en: "Where", es: "Dónde"), Text(en: "Due", es: "Vence"),
      Text(en: "State", es: "Estado"),
    ]
    return ConsoleList(
      path, title, columns: columns.map { .init($0) }, rows: reviews.map(row), query: query,
      filters: [ListQuery.rowsField], next: next, empty: Text(en: "There is no review.", es: "No hay ninguna revisión.")
    )
  }

  @Sendable private static func row(of review: Review) -> ConsoleList.Row {
    .init(
      "\(review.id)",
      [
        .link(review.title, to: ReviewPage.path(of: review.id)),
        .text(review.domain.map { Text(verbatim: $0.name) } ?? Text(en: "everywhere", es: "en todas partes")),
        .time(review.due), .tag(review.state, review.closed == nil ? "due" : "good"),
      ])
  }

  static let template = PageTemplate(
    "reviews", texts: ["new": Text(en: "New review", es: "Revisión nueva")],
    """
    {{#list}}{{>list}}{{/list}}
    {{#add}}<section><h2>{{t.new}}</h2>{{>form}}</section>{{/add}}
    """)
}

/// The form that begins one.
extension ReviewsPage {
  private static func add(_ request: PageRequest) async throws -> PageReply {
    do {
      let made = try await request.plane.perform(wanted(request), as: request.principal())
      return .redirect(to: ReviewPage.path(of: made.id))
    } catch let fault as Fault where fault.code != .forbidden && fault.code != .unavailable {
      return .page(try await all(request, fault))
    }
  }

  private static func wanted(_ request: PageRequest) throws -> AddReview {
    AddReview(
      title: request.form["title", default: ""],
      reviewers: try FormAddress.several(request.form["reviewers"], field: "reviewers"),
      due: try request.value("due") { try moment($0) }, kinds: request.all("kinds"),
      domain: try request.optional("domain") { try DomainName($0) },
      undecided: request.chosen("undecided").flatMap(Review.Undecided.init(rawValue:)))
  }

  private static func form(_ typed: [String: String], _ fault: Fault?) -> ConsoleForm {
    let kinds = AccessKind.all.map { FormField.Choice($0.name, $0.title) }
    let all = kinds.map(\.value).joined(separator: "\n")
    return ConsoleForm(
      path,
      [title, reviewers, due]
        + [
          FormField("kinds", .several(kinds), Text(en: "What is looked over", es: "Qué se mira")),
          FormField(
            "domain", .text, Text(en: "Domain", es: "Dominio"), hint: Text(en: "Empty: all.", es: "Vacío: todos."),
            isRequired: false), undecided,
        ], submit: Text(en: "Begin the review", es: "Empezar la revisión"),
      values: typed.isEmpty ? ["kinds": all] : typed, fault: fault)
  }

  static let title = FormField("title", .text, Text(en: "Title", es: "Título"))
  static let reviewers = FormField(
    "reviewers", .lines, Text(en: "Who decides", es: "Quién decide"),
    hint: Text(en: "One address in each line.", es: "Una dirección en cada línea."))
  static let due = FormField("due", .day, Text(en: "Due on", es: "Vence el"))
  static let undecided = FormField(
    "undecided",
    .select([
      .init("keep", Text(en: "Keep, and report it", es: "Mantener, e informar")),
      .init("revoke", Text(en: "Revoke", es: "Retirar")),
    ]), Text(en: "What nobody decides", es: "Lo que nadie decida"))
}
