import Foundation
import Kernel
import MailModel
import Surface

/// The journal for people: who did what, when, from where, and how it ended; each entry; the proof; the export.
enum JournalPage {
  static let pages: [ConsolePage] = [
    .show(
      path, for: .holders(of: ListJournal.permission),
      entry: .init(Text(en: "Journal", es: "Diario"), order: 70, in: .oversight)
    ) { request in .page(try await list(request)) },
    .show("/journal/export", for: .holders(of: ExportJournal.permission)) { request in
      .download(try export(request))
    },
    .show("/journal/verify", for: .holders(of: VerifyJournal.permission)) { request in
      .page(try await proof(request))
    },
    .show("/journal/{number}", for: .holders(of: ListJournal.permission)) { request in .page(try await entry(request))
    },
  ]

  private static let path = "/journal"

  private static func filter(_ query: ListQuery) throws -> JournalFilter {
    JournalFilter(
      actor: query["actor"], action: query["action"],
      result: query["result"].flatMap(JournalEntry.Result.init(rawValue:)),
      text: query["text"], from: try query["from"].map { try moment($0) },
      until: try query["until"].map { try moment($0) })
  }

  private static func list(_ request: PageRequest) async throws -> PageContent {
    let principal = try request.principal()
    let query = ListQuery(request.query)
    let before = query.after.flatMap(Int.init).map { QueryNumber($0) }
    let entries = try await request.plane.ask(
      ListJournal(try filter(query), before: before, limit: QueryNumber(query.size)), as: principal)
    let list = ConsoleList(
      path, Text(en: "Journal", es: "Diario"),
      columns: [
        .init(Text(verbatim: "#"), isNumber: true), .init(Text(en: "When", es: "Cuándo")),
        .init(Text(en: "Who", es: "Quién")), .init(Text(en: "Action", es: "Acción")),
        .init(Text(en: "Where", es: "Dónde")),
        .init(Text(en: "Result", es: "Resultado")), .init(Text(en: "Reason", es: "Motivo")),
      ], rows: entries.map(row), query: query, filters: filters,
      next: entries.count == query.size ? entries.last.map { "\($0.number)" } : nil,
      empty: Text(en: "Nothing like that is on record.", es: "No consta nada así."))
    let wanted = JournalExport.query(query)
    return PageContent(
      Text(en: "Journal", es: "Diario"), template,
      [
        "list": list.data, "jsonl": "/journal/export?form=jsonl\(wanted)", "csv": "/journal/export?form=csv\(wanted)",
        "mayVerify": principal.may(VerifyJournal.permission, in: .everything),
      ])
  }

  private static func row(of entry: JournalEntry) -> ConsoleList.Row {
    .init(
      "\(entry.number)",
      [
        .link("\(entry.number)", to: "\(path)/\(entry.number)"), .time(entry.at.date), .text(entry.actor),
        .text(entry.action), .text(entry.scope), entry.result.tag, .text(entry.reason ?? ""),
      ])
  }

  private static let filters = [
    FormField("actor", .text, Text(en: "Who", es: "Quién"), isRequired: false),
    FormField(
      "action", .text, Text(en: "Action", es: "Acción"),
      hint: Text(en: "As accounts, or accounts.add", es: "Como accounts, o accounts.add"), isRequired: false),
    FormField("text", .text, Text(en: "Contains", es: "Contiene"), isRequired: false),
    FormField(
      "result",
      .select([
        .init("", Text(en: "All", es: "Todo")), .init("done", Text(en: "Done", es: "Hecho")),
        .init("refused", Text(en: "Refused", es: "Rechazado")),
      ]), Text(en: "Result", es: "Resultado")),
    FormField("from", .day, Text(en: "From", es: "Desde"), isRequired: false),
    FormField("until", .day, Text(en: "Until before", es: "Hasta antes de"), isRequired: false),
    ListQuery.rowsField,
  ]

  private static func export(_ request: PageRequest) throws -> Download {
    try JournalExport(
      form: JournalForm(rawValue: request.query["form", default: ""]) ?? .jsonl, filter(ListQuery(request.query))
    )
    .download(request.plane, as: request.principal())
  }

  /// One entry with all that it holds.
  private static func entry(_ request: PageRequest) async throws -> PageContent {
    let number = Int(request.query["number", default: ""]) ?? 0
    let found = try await request.plane.ask(
      ListJournal(before: QueryNumber(number &+ 1), limit: 1), as: request.principal()
    ).first
    guard let entry = found, Int(entry.number) == number else {
      throw Fault(
        .notFound, en: "there is no such entry in the journal", es: "no hay tal entrada en el diario",
        hint: Text(en: "look for it in the list", es: "búsquela en la lista"))
    }
    let facts = [
      PageFact(Text(en: "When", es: "Cuándo"), entry.at.text), PageFact(Text(en: "Who", es: "Quién"), entry.actor),
      PageFact(Text(en: "From", es: "Desde"), entry.address ?? "—"),
      PageFact(Text(verbatim: "Token"), entry.token ?? "—"),
      PageFact(Text(en: "Reason", es: "Motivo"), entry.reason ?? "—"),
      PageFact(Text(en: "Action", es: "Acción"), entry.action), PageFact(Text(en: "Where", es: "Dónde"), entry.scope),
      PageFact(Text(en: "Result", es: "Resultado"), entry.result.word),
      PageFact(Text(en: "Request", es: "Petición"), entry.request),
      PageFact(Text(en: "Before", es: "Antes"), entry.before ?? "—"),
      PageFact(Text(en: "After", es: "Después"), entry.after),
      PageFact(Text(en: "Hash before", es: "Hash anterior"), entry.previous),
      PageFact(Text(verbatim: "Hash"), entry.hash),
    ]
    return .object(
      Text(en: "Entry \(entry.number)", es: "Entrada \(entry.number)"), facts, [], request)
  }

  /// It is looked at anew at each call, and changes nothing.
  private static func proof(_ request: PageRequest) async throws -> PageContent {
    let report = try await request.plane.inspect(VerifyJournal(), as: request.principal())
    let lines = report.text(in: request.language).split(separator: "\n").map { String($0) as any Sendable }
    return PageContent(
      Text(en: "Is the journal unaltered?", es: "¿Está intacto el diario?"), proofTemplate,
      ["kind": report.ok ? "good" : "bad", "lines": lines as [any Sendable]])
  }

  private static let template = PageTemplate(
    "journal",
    texts: [
      "verify": Text(en: "Prove that it is unaltered", es: "Probar que está intacto"),
      "jsonl": Text(en: "Export as JSON Lines", es: "Exportar como JSON Lines"),
      "csv": Text(en: "Export as CSV", es: "Exportar como CSV"),
    ],
    """
    <p class="actions">{{#mayVerify}}<a class="button" href="/journal/verify">{{t.verify}}</a>{{/mayVerify}}
    <a class="button second" href="{{jsonl}}">{{t.jsonl}}</a> <a class="button second" href="{{csv}}">{{t.csv}}</a></p>
    {{#list}}{{>list}}{{/list}}
    """)

  private static let proofTemplate = PageTemplate(
    "journal-proof", "<div class=\"message {{kind}}\" role=\"status\">{{#lines}}<p>{{.}}</p>{{/lines}}</div>")
}

/// The journal as a file, in the order in which it was written.
struct JournalExport {
  let form: JournalForm
  let filter: JournalFilter

  init(form: JournalForm, _ filter: JournalFilter) {
    self.form = form
    self.filter = filter
  }

  /// What an export takes over from a list's address.
  static func query(_ list: ListQuery) -> String {
    ["actor", "action", "result", "text", "from", "until"].compactMap { name in
      list[name].map { "&\(name)=\(PagePath.escaped($0))" }
    }.joined()
  }

  func download(_ plane: ControlPlane, as principal: Principal) -> Download {
    let type = form == .csv ? "text/csv; charset=utf-8" : "application/jsonl"
    return Download("journal.\(form.rawValue)", type) { [form, filter] cursor in
      let after = cursor.flatMap(Int.init).map { QueryNumber($0) }
      let page = try await plane.ask(ExportJournal(filter, after: after), as: principal)
      let text = try (cursor == nil ? form.head : "") + page.map(form.text(of:)).joined()
      return Download.Piece(text, next: page.last.map { "\($0.number)" })
    }
  }
}

extension JournalEntry.Result {
  fileprivate var word: Text {
    switch self {
    case .refused: Text(en: "refused", es: "rechazado")
    case .done: Text(en: "done", es: "hecho")
    }
  }

  fileprivate var tag: ConsoleList.Cell { .tag(word, self == .refused ? "bad" : "good") }
}

/// That every change is on record.
let journalEvidence = Evidence(
  for: .audit, Text(en: "Journal", es: "Diario"), needs: "journal.read"
) { plane, principal in
  let newest = try await plane.ask(ListJournal(limit: 1), as: principal).first
  guard let newest else { return .init(.due, Text(en: "nothing is on record yet", es: "aún no consta nada")) }
  let when = PageTime.text(newest.at.date)
  return .init(
    .good,
    Text(en: "\(newest.number) entries, the last of \(when)", es: "\(newest.number) entradas, la última de \(when)"),
    page: "/journal")
}
