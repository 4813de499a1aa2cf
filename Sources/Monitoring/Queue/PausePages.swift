import Foundation
import Kernel
import MailModel
import Surface

/// The destinations that no mail is sent to for now.
enum PausePages {
  /// No queue ID is like that.
  static let path = "/queue/~paused"
  static let title = Text(en: "Paused destinations", es: "Destinos en pausa")

  static let pages: [ConsolePage] =
    [
      .show(path, for: .holders(of: ListPauses.permission)) { .page(try await list($0)) },
      .submit(path, for: .holders(of: PauseDestination.permission)) { request in
        try await request.submitted(to: "\(path)?done=added") {
          let pause = PauseDestination(
            domain: try request.value("domain") { try DomainName($0) }, reason: request.form["reason", default: ""],
            hours: Int(request.form["hours", default: ""]) ?? 0)
          _ = try await request.plane.perform(pause, as: request.principal())
        } otherwise: {
          try await list(request, $0)
        }
      },
    ] + BulkPages(path, bulk).pages

  private static let bulk = [
    BulkAction(
      "resume", Text(en: "Send again", es: "Volver a enviar"),
      outcome: { (pause: Pause, _) in
        Text(en: "mail to \(pause.domain) goes out again", es: "el correo a \(pause.domain) vuelve a salir")
      }, action: { key, _ in ResumeDestination(domain: try DomainName(key)) })
  ]

  private static func list(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let pauses = try await request.plane.ask(ListPauses(), as: principal)
    let list = ConsoleList(
      path, title,
      columns: [
        .init(Text(en: "Domain", es: "Dominio")), .init(Text(en: "Until", es: "Hasta")),
        .init(Text(en: "By", es: "Por")), .init(Text(en: "Reason", es: "Motivo")),
      ],
      rows: pauses.map {
        .init($0.domain.name, [.text($0.domain.name), .time($0.until), .text($0.actor), .text($0.reason)])
      }, query: ListQuery(request.query), bulk: bulk.allowed(to: principal),
      empty: Text(en: "Mail goes out to every domain.", es: "El correo sale hacia todos los dominios."))
    let form = ConsoleForm(
      path,
      [
        FormField("domain", .text, Text(en: "Domain", es: "Dominio"), hint: Text(verbatim: "example.com")),
        FormField("reason", .text, Text(en: "Reason", es: "Motivo")),
        FormField(
          "hours", .text, Text(en: "Hours", es: "Horas"),
          hint: Text(en: "1 to 96; then it goes out again by itself.", es: "De 1 a 96; después vuelve a salir solo.")),
      ], submit: Text(en: "Send nothing there for now", es: "No enviar nada allí por ahora")
    ).filled(["hours": "4"], request, fault)
    var content = PageContent(
      title, template,
      [
        "list": list.data, "form": form.data,
        "mayPause": principal.may(PauseDestination.permission, in: .everything),
      ], notice: fault == nil ? request.notice : nil, status: fault == nil ? 200 : 422)
    content.trail = [.init(Text(en: "Queue", es: "Cola"), "/queue")]
    return content
  }

  private static let template = PageTemplate(
    "paused",
    """
    {{#list}}{{>list}}{{/list}}
    {{#mayPause}}<section class="card">{{#form}}{{>form}}{{/form}}</section>{{/mayPause}}
    """)
}
