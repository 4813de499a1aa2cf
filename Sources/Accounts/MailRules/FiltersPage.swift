import Kernel
import MailModel
import Surface

/// One's own filters.
enum FiltersPage {
  static let path = "/profile/filters"

  static let pages: [ConsolePage] = [
    .show(path, for: .signedIn) { request in .page(try await page(request)) },
    .submit("\(path)/set", for: .signedIn) { request in
      try await after("set", request) { owner in
        let filter = try filter(request.form)
        _ = try await request.plane.perform(SetMailFilter(address: owner, filter: filter), as: request.principal())
      }
    },
    .submit("\(path)/remove", for: .signedIn) { request in
      try await after("removed", request) { owner in
        let remove = RemoveMailFilter(address: owner, name: request.form["name", default: ""])
        _ = try await request.plane.perform(remove, as: request.principal())
      }
    },
  ]

  /// Fields that are empty are no conditions.
  private static func filter(_ form: [String: String]) throws(Fault) -> MailFilter {
    let conditions = MailFilter.Field.allCases.compactMap { field in
      form[field.rawValue].flatMap { $0.isEmpty ? nil : MailFilter.Condition(field, contains: $0) }
    }
    let action = form["action"].flatMap(MailFilter.Action.init(rawValue:)) ?? .flag
    let target = action == .file || action == .forward ? form["target", default: ""] : nil
    return try MailFilter(
      name: form["name", default: ""], conditions: conditions, action: action, target: target,
      keeps: form["moveOn"] == nil)
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
    let form = ConsoleForm(
      "\(path)/set", fields, submit: Text(en: "Save the filter", es: "Guardar el filtro"),
      values: fault == nil ? [:] : request.form, fault: fault)
    return PageContent(
      Text(en: "My filters", es: "Mis filtros"), template,
      [
        "filters": rules.filters.map { row(of: $0) as any Sendable } as [any Sendable], "any": !rules.filters.isEmpty,
        "add": form.data,
      ], notice: fault == nil ? request.query["done"].flatMap(notice) : nil, status: fault == nil ? 200 : 422)
  }

  private static func row(of filter: MailFilter) -> [String: any Sendable] {
    let remove = ConsoleForm(
      "\(path)/remove", [.hidden("name")], submit: Text(en: "Remove", es: "Eliminar"), isDangerous: true,
      isInline: true, values: ["name": filter.name])
    return [
      "name": filter.name, "action": filter.actionWords, "remove": remove.data,
      "conditions": filter.conditions.isEmpty
        ? Text(en: "every message", es: "todos los mensajes") : filter.conditionText,
    ]
  }

  private static func notice(_ done: String) -> Text? {
    switch done {
    case "set": Text(en: "The filter is in force.", es: "El filtro está en vigor.")
    case "removed": Text(en: "The filter is removed.", es: "El filtro está eliminado.")
    default: nil
    }
  }

  private static let fields =
    [FormField("name", .text, Text(en: "Name of the filter", es: "Nombre del filtro"))]
    + MailFilter.Field.allCases.map { FormField($0.rawValue, .text, $0.label, isRequired: false) }
    + [
      FormField(
        "action", .select(MailFilter.Action.allCases.map { .init($0.rawValue, $0.label) }),
        Text(en: "What happens then", es: "Qué pasa entonces")),
      FormField(
        "target", .text, Text(en: "Folder or address", es: "Carpeta o dirección"),
        hint: Text(en: "For filing and forwarding.", es: "Para archivar y reenviar."), isRequired: false),
      FormField(
        "moveOn", .check, Text(en: "Keep nothing of what is forwarded", es: "No conservar lo reenviado"),
        isRequired: false),
    ]

  private static let template = PageTemplate(
    "filters",
    texts: [
      "order": Text(
        en: "They act in this order, before your own script. All conditions of a filter must hold.",
        es: "Actúan en este orden, antes de su propio script. Deben cumplirse todas las condiciones de un filtro."),
      "name": Text(en: "Filter", es: "Filtro"), "when": Text(en: "When", es: "Cuándo"),
      "what": Text(en: "What", es: "Qué"), "action": Text(en: "Action", es: "Acción"),
      "none": Text(en: "You have no filters.", es: "No tiene filtros."),
      "new": Text(en: "Add or change a filter", es: "Añadir o cambiar un filtro"),
      "same": Text(
        en: "One with the name of another takes its place.", es: "Uno con el nombre de otro ocupa su lugar."),
      "profile": Text(en: "Profile", es: "Perfil"),
    ],
    """
    {{^any}}<p>{{t.none}}</p>{{/any}}
    {{#any}}<p>{{t.order}}</p><div class="card table"><table>
    <thead><tr><th scope="col">{{t.name}}</th><th scope="col">{{t.when}}</th><th scope="col">{{t.what}}</th><th scope="col">{{t.action}}</th></tr></thead>
    <tbody>
    {{#filters}}<tr><td>{{name}}</td><td>{{conditions}}</td><td>{{action}}</td><td>{{#remove}}{{>form}}{{/remove}}</td></tr>
    {{/filters}}
    </tbody></table></div>{{/any}}
    <section><h2>{{t.new}}</h2><p class="quiet">{{t.same}}</p>{{#add}}{{>form}}{{/add}}</section>
    <p><a href="/profile">{{t.profile}}</a></p>
    """)
}

extension MailFilter.Field {
  var label: Text {
    switch self {
    case .from: Text(en: "The sender holds", es: "El remitente contiene")
    case .to: Text(en: "To or Cc holds", es: "Para o Cc contiene")
    case .subject: Text(en: "The subject holds", es: "El asunto contiene")
    }
  }
}

extension MailFilter.Action {
  var label: Text {
    switch self {
    case .file: Text(en: "Put into a folder", es: "Poner en una carpeta")
    case .forward: Text(en: "Forward", es: "Reenviar")
    case .discard: Text(en: "Discard", es: "Descartar")
    case .flag: Text(en: "Mark as important", es: "Marcar como importante")
    }
  }
}

extension MailFilter {
  var conditionText: Text {
    let parts = conditions.map { ($0.field.label, $0.contains) }
    return Text(
      en: parts.map { "\($0.0.en) “\($0.1)”" }.joined(separator: " + "),
      es: parts.map { "\($0.0.es) «\($0.1)»" }.joined(separator: " + "))
  }
}
