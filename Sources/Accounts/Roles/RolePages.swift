import Kernel
import MailModel
import Surface

/// The roles: what each gives and refuses.
struct RolePages {
  static let path = "/roles"
  /// No role begins like that.
  private static let addPath = "/roles/~add"

  let known: KnownPermissions

  var pages: [ConsolePage] {
    [
      .show(
        Self.path, for: .holders(of: ListRoles.permission), entry: .init(Text(verbatim: "Roles"), order: 60)
      ) { request in .page(try await Self.list(request)) },
      .show(Self.addPath, for: .holders(of: AddRole.permission)) { request in .page(Self.addPage(request)) },
      .submit(Self.addPath, for: .holders(of: AddRole.permission)) { [known] request in
        try await request.submitted(to: "\(Self.path)?done=added") {
          let add = AddRole(
            name: request.form["name", default: ""], description: request.chosen("description"),
            allows: try Self.patterns("allows", request), denies: try Self.patterns("denies", request))
          _ = try await request.plane.perform(add.knowing(known), as: request.principal())
        } otherwise: { fault in
          Self.addPage(request, fault)
        }
      },
      .show("/roles/{name}", for: .holders(of: ListRoles.permission)) { request in
        .page(try await Self.page(request))
      },
      .submit("/roles/{name}", for: .holders(of: ChangeRole.permission)) { [known] request in
        let name = request.query["name", default: ""]
        return try await request.submitted(to: "\(Self.path(of: name))?done=changed") {
          let change = ChangeRole(
            name: name, description: request.form["description"], allows: try Self.patterns("allows", request),
            denies: try Self.patterns("denies", request))
          _ = try await request.plane.perform(
            change.knowing(known), as: request.principal(), if: request.unchanged(ShowRole(name: name)))
        } otherwise: { fault in
          try await Self.page(request, fault)
        }
      },
      .submit("/roles/{name}/remove", for: .holders(of: RemoveRole.permission)) { request in
        try await request.submitted(to: "\(Self.path)?done=removed") {
          _ = try await request.plane.perform(
            RemoveRole(name: request.query["name", default: ""]), as: request.principal())
        } otherwise: { fault in
          try await Self.page(request, fault)
        }
      },
    ]
  }

  static func path(of name: String) -> String { "\(path)/\(PagePath.escaped(name))" }

  private static func patterns(_ field: String, _ request: PageRequest) throws -> [PermissionPattern] {
    try request.at(field) {
      try request.form[field, default: ""].split { $0.isWhitespace || $0 == "," }.map {
        try PermissionPattern(String($0))
      }
    }
  }

  private static let fields = [
    FormField("description", .text, Text(en: "What it is for", es: "Para qué es"), isRequired: false),
    FormField(
      "allows", .lines, Text(en: "Gives", es: "Da"),
      hint: Text(
        en: "One a line: a permission (accounts.setPassword), a family (accounts.*, *.read) or all (*).",
        es: "Uno por línea: un permiso (accounts.setPassword), una familia (accounts.*, *.read) o todos (*).")),
    FormField(
      "denies", .lines, Text(en: "Refuses", es: "Niega"),
      hint: Text(en: "What is refused wins.", es: "Lo que se niega gana."), isRequired: false),
  ]

  private static func list(_ request: PageRequest) async throws -> PageContent {
    let principal = try request.principal()
    let roles = try await request.plane.ask(ListRoles(), as: principal)
    let add =
      principal.may(AddRole.permission, in: .everything)
      ? ConsoleList.Way(Text(en: "Add a role", es: "Añadir un rol"), to: addPath) : nil
    let list = ConsoleList(
      path, Text(verbatim: "Roles"),
      columns: [
        .init(Text(en: "Name", es: "Nombre")), .init(Text(en: "What it is for", es: "Para qué es")),
        .init(Text(en: "Gives", es: "Da")), .init(Text(en: "Refuses", es: "Niega")),
      ],
      rows: roles.map { role in
        .init(
          role.name,
          [
            .link(role.name, to: path(of: role.name)), .text(role.description), .text(role.allows.shown),
            .text(role.denies.shown),
          ])
      }, empty: Text(verbatim: "—"))
    return .list(Text(verbatim: "Roles"), list, add: add, request)
  }

  private static func addPage(_ request: PageRequest, _ fault: Fault? = nil) -> PageContent {
    let name = FormField(
      "name", .text, Text(en: "Name", es: "Nombre"),
      hint: Text(en: "Small letters, digits and hyphens.", es: "Minúsculas, cifras y guiones."))
    let form = ConsoleForm(addPath, [name] + fields, submit: Text(en: "Add", es: "Añadir")).filled([:], request, fault)
    return .form(Text(en: "Add a role", es: "Añadir un rol"), form)
  }

  private static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let role = try await request.plane.ask(ShowRole(name: request.query["name", default: ""]), as: principal)
    var facts = [
      PageFact(Text(en: "What it is for", es: "Para qué es"), role.description),
      PageFact(Text(en: "Gives", es: "Da"), role.allows.shown),
      PageFact(Text(en: "Refuses", es: "Niega"), role.denies.shown),
      PageFact(
        Text(en: "Who has it", es: "Quién lo tiene"), Text(en: "the assignments", es: "las asignaciones"),
        to: "\(AssignmentPages.path)?role=\(PagePath.escaped(role.name))"),
    ]
    if principal.maySomewhere(ListSecondFactorDuties.permission) {
      let duties = try await request.plane.ask(ListSecondFactorDuties(), as: principal)
      facts.append(
        PageFact(
          Text(en: "Second factor", es: "Segundo factor"),
          SecondFactorRulePage.words(duties.first { $0.role == role.name }),
          to: SecondFactorRulePage.path(of: role.name)))
    }
    return .object(
      Text(verbatim: role.name), facts, role.isBuiltIn ? [] : try forms(role, principal, request, fault), fault: fault,
      request)
  }

  private static func forms(_ role: Role, _ principal: Principal, _ request: PageRequest, _ fault: Fault?) throws
    -> [ConsoleForm]
  {
    var forms: [ConsoleForm] = []
    if principal.may(ChangeRole.permission, in: .everything) {
      let present = [
        "description": role.description(in: request.language),
        "allows": role.allows.map(\.text).joined(separator: "\n"),
        "denies": role.denies.map(\.text).joined(separator: "\n"),
      ]
      forms.append(
        ConsoleForm(
          path(of: role.name), fields, submit: Text(en: "Save", es: "Guardar"),
          seen: try request.seen(role, after: fault)
        ).filled(present, request, fault))
    }
    if principal.may(RemoveRole.permission, in: .everything) {
      forms.append(
        ConsoleForm("\(path(of: role.name))/remove", submit: Text(en: "Remove", es: "Eliminar"), isDangerous: true)
          .filled([:], request, fault))
    }
    return forms
  }
}

extension [PermissionPattern] {
  fileprivate var shown: String { isEmpty ? "—" : map(\.text).joined(separator: ", ") }
}
