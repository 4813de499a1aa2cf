import Kernel
import MailModel
import Surface

/// The answer that goes out while one is away.
enum VacationPage {
  static let path = "/profile/vacation"

  static let pages: [ConsolePage] = [
    .show(path, for: .signedIn) { request in .page(try await page(request)) },
    .submit("\(path)/set", for: .signedIn) { request in
      try await after("set", request) { owner in
        let vacation = try vacation(request.form)
        _ = try await request.plane.perform(SetVacation(address: owner, vacation: vacation), as: request.principal())
      }
    },
    .submit("\(path)/remove", for: .signedIn) { request in
      try await after("removed", request) { owner in
        _ = try await request.plane.perform(RemoveVacation(address: owner), as: request.principal())
      }
    },
  ]

  private static func vacation(_ form: [String: String]) throws(Fault) -> Vacation {
    try Vacation(
      subject: form["subject", default: ""], text: form["text", default: ""], first: try day("first", form),
      last: try day("last", form),
      onlyTo: form["onlyTo", default: ""].split(whereSeparator: { $0.isWhitespace || $0 == "," }).map(String.init))
  }

  private static func day(_ name: String, _ form: [String: String]) throws(Fault) -> CalendarDay? {
    let text = form[name, default: ""]
    do {
      return text.isEmpty ? nil : try CalendarDay(text)
    } catch {
      throw error.at(field: name)
    }
  }

  private static func after(_ done: String, _ request: PageRequest, _ work: (Address) async throws -> Void) async throws
    -> PageReply
  {
    let owner = try DelegationsPage.owner(request)
    return try await request.submitted(to: "\(path)?done=\(done)") {
      try await work(owner)
    } otherwise: { fault in
      try await page(request, fault)
    }
  }

  private static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let rules = try await request.plane.ask(
      ShowMailRules(address: try DelegationsPage.owner(request)), as: request.principal())
    let present = rules.vacation.map(values(of:)) ?? [:]
    let form = ConsoleForm(
      "\(path)/set", fields, submit: Text(en: "Save", es: "Guardar"), values: fault == nil ? present : request.form,
      fault: fault)
    var data: [String: any Sendable] = ["set": form.data, "on": rules.vacation != nil]
    if rules.vacation != nil {
      data["end"] =
        ConsoleForm(
          "\(path)/remove", submit: Text(en: "End it", es: "Terminarla"), isDangerous: true, isInline: true
        ).data
    }
    return PageContent(
      Text(en: "Vacation", es: "Ausencia"), template, data,
      notice: fault == nil ? request.query["done"].flatMap(notice) : nil, status: fault == nil ? 200 : 422)
  }

  private static func values(of vacation: Vacation) -> [String: String] {
    [
      "subject": vacation.subject, "text": vacation.text, "first": vacation.first?.text ?? "",
      "last": vacation.last?.text ?? "", "onlyTo": vacation.onlyTo.joined(separator: "\r\n"),
    ]
  }

  private static func notice(_ done: String) -> Text? {
    switch done {
    case "set": Text(en: "The answer is set.", es: "La respuesta está puesta.")
    case "removed": Text(en: "Nobody gets an answer any more.", es: "Ya nadie recibe respuesta.")
    default: nil
    }
  }

  private static let fields = [
    FormField("first", .day, Text(en: "First day", es: "Primer día"), isRequired: false),
    FormField(
      "last", .day, Text(en: "Last day", es: "Último día"),
      hint: Text(en: "Days are UTC; both belong to it.", es: "Los días son UTC; ambos cuentan."), isRequired: false),
    FormField("subject", .text, Text(en: "Subject", es: "Asunto")),
    FormField("text", .lines, Text(en: "Text", es: "Texto")),
    FormField(
      "onlyTo", .lines, Text(en: "Answer only these", es: "Responder solo a estas"),
      hint: Text(
        en: "Addresses, or @domain for all of a domain; empty for everybody.",
        es: "Direcciones, o @dominio para todo un dominio; vacío para cualquiera."), isRequired: false),
  ]

  private static let template = PageTemplate(
    "vacation",
    texts: [
      "on": Text(en: "Set", es: "Puesta"), "off": Text(en: "Not set", es: "No puesta"),
      "what": Text(
        en: "Whoever writes to you gets this answer, once a week at most. Lists and automatic mail get none.",
        es:
          "Quien le escriba recibe esta respuesta, como mucho una vez por semana. Las listas y el correo automático, no."
      ), "profile": Text(en: "Profile", es: "Perfil"),
    ],
    """
    <p>{{#on}}<span class="tag good">{{t.on}}</span>{{/on}}{{^on}}<span class="tag due">{{t.off}}</span>{{/on}} {{t.what}}</p>
    {{#set}}<div class="card">{{>form}}</div>{{/set}}
    {{#end}}{{>form}}{{/end}}
    <p><a href="/profile">{{t.profile}}</a></p>
    """)
}
