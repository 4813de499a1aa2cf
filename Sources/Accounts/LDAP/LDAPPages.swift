import Foundation
import Kernel
import MailModel
import Surface

/// The directory in the console: what is set, how the last synchronisations went, and what the next one would do.
enum LDAPPages {
  static let path = "/ldap"
  static let title = Text(en: "LDAP directory", es: "Directorio LDAP")
  static let pages: [ConsolePage] =
    [
      .show(path, for: .holders(of: ShowLDAP.permission), entry: .init(title, order: 16)) {
        .page(try await overview($0))
      },
      .submit("\(path)/sync", for: .holders(of: StartLDAPSync.permission)) { request in
        try await request.submitted(to: path) {
          _ = try await request.plane.perform(StartLDAPSync(), as: request.principal())
        } otherwise: {
          try await overview(request, $0)
        }
      },
      .show("\(path)/preview", for: .holders(of: PreviewLDAP.permission)) { .page(try await preview($0)) },
      .show("\(path)/runs/{id}", for: .holders(of: ShowLDAPRun.permission)) { .page(try await run($0)) },
    ] + LDAPSettingsPage.pages

  private static func overview(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let maySet = principal.may(SetLDAP.permission, in: .everything)
    var data: [String: any Sendable] = ["set": false, "settings": maySet ? LDAPSettingsPage.path : ""]
    var isUnderWay = false
    if let source = try await source(request) {
      let runs = try await request.plane.ask(ListLDAPRuns(limit: 20), as: principal)
      isUnderWay = runs.first?.isUnderWay(at: request.plane.now()) == true
      data["set"] = true
      data["facts"] = facts(of: source)
      data["runs"] = list(of: runs, request).data
      if principal.may(StartLDAPSync.permission, in: .everything), !isUnderWay {
        data["sync"] =
          ConsoleForm(
            "\(path)/sync", submit: Text(en: "Synchronise now", es: "Sincronizar ahora"), isInline: true, fault: fault
          ).data
      }
    }
    var content = PageContent(
      title, template, data, notice: fault == nil ? request.notice : nil, status: fault == nil ? 200 : 422)
    content.refresh = isUnderWay ? 2 : nil
    return content
  }

  /// `nil` while none is set.
  static func source(_ request: PageRequest) async throws -> LDAPSource? {
    do {
      return try await request.plane.ask(ShowLDAP(), as: request.principal())
    } catch let fault as Fault where fault.code == .notFound {
      return nil
    }
  }

  private static func facts(of source: LDAPSource) -> [any Sendable] {
    let facts: [(Text, Text)] = [
      (Text(en: "Server", es: "Servidor"), Text(verbatim: source.uri + (source.startsTLS ? " + StartTLS" : ""))),
      (Text(en: "Bound as", es: "Conexión como"), Text(verbatim: source.bindDN ?? "—")),
      (Text(en: "Base", es: "Base de búsqueda"), Text(verbatim: source.base)),
      (Text(en: "People", es: "Personas"), Text(verbatim: source.filter)),
      (Text(en: "Groups", es: "Grupos"), Text(verbatim: source.groupFilter ?? "—")),
      (Text(en: "Limits", es: "Límites"), source.limits),
    ]
    return facts.map { ["label": $0.0, "value": $0.1] as [String: any Sendable] }
  }

  private static func list(of runs: [LDAPRun], _ request: PageRequest) -> ConsoleList {
    ConsoleList(
      path, Text(en: "Synchronisations", es: "Sincronizaciones"),
      columns: [
        .init(Text(en: "Started", es: "Inicio")), .init(Text(en: "By", es: "Por")),
        .init(Text(en: "State", es: "Estado")), .init(Text(en: "What became of it", es: "Qué fue de ella")),
      ],
      rows: runs.map { run in
        .init(
          run.id,
          [
            .link(PageTime.text(run.started), to: "\(path)/runs/\(run.id)"), .text(run.actor),
            .tag(run.state, run.kind), .text(run.outcome(in: request.language)),
          ])
      }, query: ListQuery(request.query), next: nil,
      empty: Text(en: "There was no synchronisation yet.", es: "Aún no ha habido ninguna sincronización."))
  }

  private static func preview(_ request: PageRequest) async throws -> PageContent {
    let report = try await request.plane.inspect(PreviewLDAP(), as: request.principal())
    let title = Text(en: "What a synchronisation would do", es: "Qué haría una sincronización")
    return page(title, report, report.stop, request)
  }

  private static func run(_ request: PageRequest) async throws -> PageContent {
    let run = try await request.plane.ask(
      ShowLDAPRun(id: request.query["id", default: ""]), as: request.principal())
    let day = PageTime.text(run.started)
    let title = Text(en: "Synchronisation of \(day)", es: "Sincronización del \(day)")
    var content = page(title, run.report ?? LDAPReport(), run.fault, request)
    content.refresh = run.isUnderWay(at: request.plane.now()) ? 2 : nil
    return content
  }

  private static func page(_ title: Text, _ report: LDAPReport, _ fault: Fault?, _ request: PageRequest)
    -> PageContent
  {
    let list = ConsoleList(
      path, title,
      columns: [
        .init(Text(en: "Address", es: "Dirección")), .init(Text(en: "Outcome", es: "Resultado")),
        .init(Text(en: "Why", es: "Por qué")), .init(Text(en: "Entry", es: "Entrada")),
      ],
      rows: report.rows.map { row in
        .init(
          row.dn,
          [
            .text(row.address), .tag(row.result.name, row.result.kind), .text(row.why(in: request.language)),
            .text(row.dn),
          ])
      }, query: ListQuery([:]), next: nil,
      empty: Text(en: "Nothing differs.", es: "Nada difiere."))
    var content = PageContent(
      title, reportTemplate,
      [
        "list": list.data, "summary": report.summary(in: request.language), "any": !report.counts.isEmpty,
        "problem": fault?.message ?? Text(verbatim: ""), "advice": fault?.hint ?? Text(verbatim: ""),
      ])
    content.trail = [.init(self.title, path)]
    return content
  }

  private static let template = PageTemplate(
    "ldap",
    texts: [
      "none": Text(
        en: "Accounts and groups can follow the organisation's OpenLDAP or Active Directory.",
        es: "Cuentas y grupos pueden seguir al OpenLDAP o Active Directory de la organización."),
      "settings": Text(en: "Settings", es: "Ajustes"),
      "preview": Text(en: "See what a synchronisation would do", es: "Ver qué haría una sincronización"),
      "runs": Text(en: "Last synchronisations", es: "Últimas sincronizaciones"),
    ],
    """
    {{^set}}<div class="card empty"><p>{{t.none}}</p>
    {{#settings}}<p><a class="button" href="{{settings}}">{{t.settings}}</a></p>{{/settings}}</div>{{/set}}
    {{#set}}<section><dl>{{#facts}}<dt>{{label}}</dt><dd>{{value}}</dd>
    {{/facts}}</dl></section>
    <p><a href="/ldap/preview">{{t.preview}}</a>{{#settings}} · <a href="{{settings}}">{{t.settings}}</a>{{/settings}}</p>
    {{#sync}}{{>form}}{{/sync}}
    <section><h2>{{t.runs}}</h2>{{#runs}}{{>list}}{{/runs}}</section>{{/set}}
    """)

  private static let reportTemplate = PageTemplate(
    "ldap-report",
    """
    {{#problem}}<p class="message bad" role="alert">{{problem}} {{advice}}</p>{{/problem}}
    {{#any}}<p>{{summary}}</p>{{#list}}{{>list}}{{/list}}{{/any}}
    """)
}

extension LDAPRun {
  fileprivate var state: Text {
    if ended == nil { return Text(en: "under way", es: "en marcha") }
    return fault == nil ? Text(en: "done", es: "hecha") : Text(en: "stopped", es: "detenida")
  }

  /// The tag's colour.
  fileprivate var kind: String {
    if ended == nil { return "due" }
    return fault != nil ? "bad" : report?.count(.refused) == 0 ? "good" : "due"
  }
}

extension LDAPReport.Result {
  fileprivate var kind: String {
    switch self {
    case .added, .changed, .unchanged, .resumed: "good"
    case .suspended, .removed: "due"
    case .refused: "bad"
    }
  }
}
