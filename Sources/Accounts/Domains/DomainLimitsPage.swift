import Kernel
import MailModel
import Surface

/// What one domain may have at most, what it has, and what its new accounts get.
enum DomainLimitsPage {
  static let pages: [ConsolePage] = [
    .show("/domains/{domain}/limits", for: .signedIn) { request in .page(try await page(request)) },
    .submit("/domains/{domain}/limits", for: .signedIn) { request in
      try await after(request, of: "limits") { domain in
        let limits = LimitDomain(
          domain: domain, accounts: try number(request, "accounts"), aliases: try number(request, "aliases"),
          quota: try size(request, "quota"))
        _ = try await request.plane.perform(
          limits, as: request.principal(), if: request.unchanged(ShowDomain(domain: domain)))
      }
    },
    .submit("/domains/{domain}/defaults", for: .signedIn) { request in
      try await after(request, of: "defaults") { domain in
        let change = ChangeDomain(
          domain: domain, defaultClass: request.form["defaultClass", default: ""],
          defaultQuota: try size(request, "defaultQuota"))
        _ = try await request.plane.perform(
          change, as: request.principal(), if: request.unchanged(ShowDomain(domain: domain)))
      }
    },
  ]

  static func path(of domain: DomainName) -> String { "/domains/\(PagePath.escaped(domain.name))/limits" }

  static func words(_ limits: DomainLimits) -> Text {
    let parts: [Text?] = [
      limits.accounts.map { Text(en: "\($0) accounts", es: "\($0) cuentas") },
      limits.aliases.map { Text(en: "\($0) aliases and groups", es: "\($0) alias y grupos") },
      limits.quota.map { Text(en: "\($0) of quota", es: "\($0) de cuota") },
    ]
    let said = parts.compactMap { $0 }
    guard !said.isEmpty else { return Text(en: "no limit", es: "sin límite") }
    func list(_ language: Language) -> String { said.map { $0(in: language) }.joined(separator: ", ") }
    return Text(en: list(.english), es: list(.spanish))
  }

  /// An empty field is no limit, which the action calls 0.
  private static func number(_ request: PageRequest, _ field: String) throws -> QueryNumber {
    let text = request.form[field, default: ""].filter { !$0.isWhitespace }
    guard !text.isEmpty else { return 0 }
    guard let number = Int(text) else {
      throw Fault(
        .invalid, en: "“\(text.prefix(40))” is not a whole number", es: "«\(text.prefix(40))» no es un número entero",
        field: field)
    }
    return QueryNumber(number)
  }

  private static func size(_ request: PageRequest, _ field: String) throws -> ByteCount {
    let text = request.form[field, default: ""].filter { !$0.isWhitespace }
    do {
      return try ByteCount(text.isEmpty ? "0" : text)
    } catch {
      throw error.at(field: field)
    }
  }

  private static func after(_ request: PageRequest, of part: String, _ work: (DomainName) async throws -> Void)
    async throws -> PageReply
  {
    let domain = try DomainName(request.query["domain", default: ""])
    return try await request.submitted(to: "\(path(of: domain))?done=yes") {
      try await work(domain)
    } otherwise: {
      try await page(request, $0, of: part)
    }
  }

  private static func page(_ request: PageRequest, _ fault: Fault? = nil, of part: String = "") async throws
    -> PageContent
  {
    let principal = try request.principal()
    let name = try DomainName(request.query["domain", default: ""])
    let domain = try await request.plane.ask(ShowDomain(domain: name), as: principal)
    let use = try await request.plane.ask(ShowDomainUse(domain: name), as: principal)
    var data: [String: any Sendable] = [
      "limits": words(domain.limits), "accounts": "\(use.accounts)", "aliases": "\(use.aliases)",
      "quota": (try? ByteCount(bytes: use.quota).description) ?? "\(use.quota)",
      "unlimited": use.unlimited == 0 ? "" : "\(use.unlimited)",
    ]
    if principal.may(LimitDomain.permission, in: .everything) {
      data["limit"] = try limits(domain, request, part == "limits" ? fault : nil).data
    }
    if principal.may(ChangeDomain.permission, in: .domain(name)) {
      let classes =
        principal.may(ListClasses.permission, in: .everything)
        ? try await request.plane.ask(ListClasses(), as: principal).map(\.name) : []
      data["defaults"] = try defaults(domain, classes, request, part == "defaults" ? fault : nil).data
    }
    var content = PageContent(
      Text(verbatim: name.unicode), template, data,
      notice: fault == nil && request.query["done"] != nil
        ? Text(en: "The changes are in force.", es: "Los cambios están en vigor.") : nil,
      status: fault == nil ? 200 : 422)
    content.trail = [.init(Text(en: "Domains", es: "Dominios"), DomainsPage.path)]
    return content
  }

  private static func limits(_ domain: Domain, _ request: PageRequest, _ fault: Fault?) throws -> ConsoleForm {
    let limits = domain.limits
    let present = [
      "accounts": limits.accounts.map(String.init) ?? "", "aliases": limits.aliases.map(String.init) ?? "",
      "quota": limits.quota?.description ?? "",
    ]
    let none = Text(en: "Empty for no limit.", es: "Vacío si no hay límite.")
    return ConsoleForm(
      path(of: domain.name),
      [
        FormField("accounts", .number, Text(en: "Accounts", es: "Cuentas"), hint: none, isRequired: false),
        FormField(
          "aliases", .number, Text(en: "Aliases and groups", es: "Alias y grupos"), hint: none, isRequired: false),
        FormField(
          "quota", .text, Text(en: "Quota in all", es: "Cuota en total"),
          hint: Text(en: "As in 200G; empty for no limit.", es: "Como 200G; vacía si no hay límite."), isRequired: false
        ),
      ], submit: Text(en: "Save limits", es: "Guardar límites"),
      values: fault == nil ? present : present.merging(request.form) { $1 }, fault: fault, present: present,
      seen: try request.seen(domain, after: fault))
  }

  private static func defaults(_ domain: Domain, _ classes: [String], _ request: PageRequest, _ fault: Fault?) throws
    -> ConsoleForm
  {
    let present = ["defaultClass": domain.defaultClass ?? "", "defaultQuota": domain.defaultQuota?.description ?? ""]
    let choices = Set(classes + [domain.defaultClass].compactMap { $0 }).sorted().map { FormField.Choice($0) }
    return ConsoleForm(
      "/domains/\(PagePath.escaped(domain.name.name))/defaults",
      [
        FormField(
          "defaultClass", .select([.init("", Text(en: "None", es: "Ninguna"))] + choices),
          Text(en: "Class", es: "Clase"), isRequired: false),
        FormField(
          "defaultQuota", .text, Text(en: "Quota, without a class", es: "Cuota, sin clase"),
          hint: Text(en: "As in 2G; empty for no limit.", es: "Como 2G; vacía si no hay límite."), isRequired: false),
      ], submit: Text(en: "Save", es: "Guardar"),
      values: fault == nil ? present : present.merging(request.form) { $1 }, fault: fault, present: present,
      seen: try request.seen(domain, after: fault))
  }

  private static let template = PageTemplate(
    "domain-limits",
    texts: [
      "use": Text(en: "What it has", es: "Lo que tiene"), "accounts": Text(en: "Accounts", es: "Cuentas"),
      "aliases": Text(en: "Aliases and groups", es: "Alias y grupos"),
      "quota": Text(en: "Quota given out", es: "Cuota repartida"),
      "unlimited": Text(en: "Accounts without a quota", es: "Cuentas sin cuota"),
      "most": Text(en: "At most", es: "Como mucho"), "limits": Text(en: "Limits", es: "Límites"),
      "defaults": Text(en: "What new accounts get", es: "Lo que reciben las cuentas nuevas"),
    ],
    """
    <section><h2>{{t.use}}</h2>
    <p>{{t.accounts}}: {{accounts}} · {{t.aliases}}: {{aliases}} · {{t.quota}}: {{quota}}{{#unlimited}} · {{t.unlimited}}: {{unlimited}}{{/unlimited}}</p>
    <p>{{t.most}}: {{limits}}</p>
    </section>
    {{#limit}}<section><h2>{{t.limits}}</h2>{{>form}}</section>{{/limit}}
    {{#defaults}}<section><h2>{{t.defaults}}</h2>{{>form}}</section>{{/defaults}}
    """)
}
