import Kernel
import MailModel
import Surface

/// The classes of service: a list, and a form for each.
enum ClassPages {
  static let path = "/classes"
  /// No class begins like that.
  private static let addPath = "/classes/~add"

  static let pages: [ConsolePage] = [
    .show(
      path, for: .holders(of: ListClasses.permission),
      entry: .init(Text(en: "Classes of service", es: "Clases de servicio"), order: 30)
    ) { request in .page(try await list(request)) },
    .show(addPath, for: .holders(of: AddClass.permission)) { request in .page(addPage(request)) },
    .submit(addPath, for: .holders(of: AddClass.permission)) { request in
      try await request.submitted(to: "\(path)?done=added") {
        let values = try Values(request)
        let add = AddClass(
          name: request.form["name", default: ""], quota: values.quota, protocols: values.protocols,
          forwards: values.forwards)
        _ = try await request.plane.perform(add, as: request.principal())
      } otherwise: { fault in
        addPage(request, fault)
      }
    },
    .show("/classes/{name}", for: .holders(of: ListClasses.permission)) { request in .page(try await page(request)) },
    .submit("/classes/{name}", for: .holders(of: ChangeClass.permission)) { request in
      let name = request.query["name", default: ""]
      return try await request.submitted(to: "\(path)?done=changed") {
        let values = try Values(request)
        let change = ChangeClass(
          name: name, quota: values.quota, protocols: values.protocols, forwards: values.forwards)
        _ = try await request.plane.perform(
          change, as: request.principal(), if: request.unchanged(ShowClass(name: name)))
      } otherwise: { fault in
        try await page(request, fault)
      }
    },
    .submit("/classes/{name}/remove", for: .holders(of: RemoveClass.permission)) { request in
      let name = request.query["name", default: ""]
      return try await request.submitted(to: "\(path)?done=removed") {
        _ = try await request.plane.perform(RemoveClass(name: name), as: request.principal())
      } otherwise: { fault in
        try await page(request, fault)
      }
    },
  ]

  /// Those that the reader may see, for choosing one.
  static func visible(_ request: PageRequest) async throws -> [ServiceClass] {
    let principal = try request.principal()
    guard principal.may(ListClasses.permission, in: .everything) else { return [] }
    return try await request.plane.ask(ListClasses(), as: principal)
  }

  static func choice(of classes: [ServiceClass]) -> FormField {
    let none = FormField.Choice("", Text(en: "None", es: "Ninguna"))
    return FormField(
      "serviceClass", .select([none] + classes.map { .init($0.name) }),
      Text(en: "Class of service", es: "Clase de servicio"),
      hint: Text(
        en: "Its values then hold; with none the account keeps those it has.",
        es: "Valen entonces sus valores; con ninguna, la cuenta conserva los que tiene."), isRequired: false)
  }

  private struct Values {
    let quota: ByteCount
    let protocols: Protocols
    let forwards: Bool

    init(_ request: PageRequest) throws {
      quota = try request.optional("quota") { try ByteCount($0) } ?? ByteCount(bytes: 0)
      protocols = try Protocols(request.all("protocols").joined(separator: " "))
      forwards = request.form["forwards"] == "yes"
    }
  }

  private static func list(_ request: PageRequest) async throws -> PageContent {
    let principal = try request.principal()
    let classes = try await request.plane.ask(ListClasses(), as: principal)
    let mayAdd = principal.may(AddClass.permission, in: .everything)
    let way = mayAdd ? ConsoleList.Way(Text(en: "Add a class", es: "Añadir una clase"), to: addPath) : nil
    let list = ConsoleList(
      path, Text(en: "Classes of service", es: "Clases de servicio"),
      columns: [
        .init(Text(en: "Name", es: "Nombre")), .init(Text(en: "Quota", es: "Cuota"), isNumber: true),
        .init(Text(en: "Protocols", es: "Protocolos")), .init(Text(en: "May send on", es: "Puede reenviar")),
      ],
      rows: classes.map { each in
        .init(
          each.name,
          [
            .link(each.name, to: path(of: each.name)), .text(each.quota?.description ?? "—"),
            .text(each.protocols.shown),
            .text(each.forwards ? Text(en: "yes", es: "sí") : Text(verbatim: "no")),
          ])
      },
      empty: Text(
        en: "No class yet. One says quota, protocols and forwarding for many accounts at once.",
        es: "Aún no hay clases. Una dice cuota, protocolos y reenvío para muchas cuentas a la vez."), way: way)
    return .list(Text(en: "Classes of service", es: "Clases de servicio"), list, add: way, request)
  }

  private static func path(of name: String) -> String { "\(path)/\(PagePath.escaped(name))" }

  private static func addPage(_ request: PageRequest, _ fault: Fault? = nil) -> PageContent {
    let name = FormField(
      "name", .text, Text(en: "Name", es: "Nombre"),
      hint: Text(en: "Small letters, digits and . _ -", es: "Minúsculas, cifras y . _ -"))
    let form = ConsoleForm(addPath, [name] + ServiceFields.all, submit: Text(en: "Add", es: "Añadir"))
      .filled(ServiceFields.values(nil, .all, true), request, fault)
    return .form(Text(en: "Add a class of service", es: "Añadir una clase de servicio"), form)
  }

  private static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let found = try await request.plane.ask(ShowClass(name: request.query["name", default: ""]), as: principal)
    let title = Text(verbatim: found.name)
    var forms: [ConsoleForm] = []
    if principal.may(ChangeClass.permission, in: .everything) {
      forms.append(
        ConsoleForm(
          path(of: found.name), ServiceFields.all,
          submit: Text(en: "Save for all its accounts", es: "Guardar para todas sus cuentas"),
          seen: try request.seen(found, after: fault)
        ).filled(ServiceFields.values(found.quota, found.protocols, found.forwards), request, fault))
    }
    if principal.may(RemoveClass.permission, in: .everything) {
      forms.append(
        ConsoleForm(
          "\(path(of: found.name))/remove", [], submit: Text(en: "Remove", es: "Eliminar"), isDangerous: true
        ).filled([:], request, fault))
    }
    let facts = [
      PageFact(Text(en: "Quota", es: "Cuota"), found.quota?.description ?? "—"),
      PageFact(Text(en: "Protocols", es: "Protocolos"), found.protocols.shown),
      PageFact(Text(en: "Since", es: "Desde"), PageTime.text(found.created)),
      PageFact(
        Text(en: "Accounts", es: "Cuentas"), Text(en: "those with this class", es: "las que tienen esta clase"),
        to: "/accounts?class=\(PagePath.escaped(found.name))"),
    ]
    return .object(title, facts, forms, fault: fault, request)
  }
}
