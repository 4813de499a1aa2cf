import Kernel
import MailModel
import Surface

/// Who gets a domain's mail for addresses that nobody has.
enum CatchAllPage {
  static let pages: [ConsolePage] = [
    .show("/domains/{domain}/catch-all", for: .holders(of: ListCatchAlls.permission)) { request in
      .page(try await page(request))
    },
    .submit("/domains/{domain}/catch-all", for: .holders(of: SetCatchAll.permission)) { request in
      let domain = try DomainName(request.query["domain", default: ""])
      return try await request.submitted(to: "\(path(of: domain))?done=changed") {
        let set = SetCatchAll(domain: domain, target: try request.value("target") { try Address($0) })
        _ = try await request.plane.perform(
          set, as: request.principal(), if: request.unchanged(ShowCatchAll(domain: domain)))
      } otherwise: {
        try await page(request, $0)
      }
    },
    .submit("/domains/{domain}/catch-all/remove", for: .holders(of: RemoveCatchAll.permission)) { request in
      let domain = try DomainName(request.query["domain", default: ""])
      return try await request.submitted(to: "\(path(of: domain))?done=removed") {
        _ = try await request.plane.perform(RemoveCatchAll(domain: domain), as: request.principal())
      } otherwise: {
        try await page(request, $0)
      }
    },
  ]

  static func path(of domain: DomainName) -> String { "/domains/\(PagePath.escaped(domain.name))/catch-all" }

  /// What becomes of such mail, in a word.
  static func words(_ target: Address?) -> Text {
    target.map { Text(en: "to \($0)", es: "a \($0)") } ?? Text(en: "refused", es: "se rechazan")
  }

  private static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let domain = try DomainName(request.query["domain", default: ""])
    let catchAll = try await request.plane.caught(by: domain, as: principal)
    var forms: [ConsoleForm] = []
    if principal.may(SetCatchAll.permission, in: .domain(domain)) {
      forms.append(
        ConsoleForm(
          path(of: domain), [field], submit: Text(en: "Save", es: "Guardar"),
          seen: try catchAll.map { try request.seen($0, after: fault) }
        ).filled(["target": catchAll?.target.text ?? ""], request, fault))
    }
    if catchAll != nil, principal.may(RemoveCatchAll.permission, in: .domain(domain)) {
      forms.append(
        ConsoleForm("\(path(of: domain))/remove", submit: Text(en: "Refuse such mail", es: "Rechazar ese correo"))
          .filled([:], request, fault))
    }
    let facts =
      [
        PageFact(
          Text(en: "Mail for addresses that nobody has", es: "Correo de direcciones que nadie tiene"),
          words(catchAll?.target))
      ]
      + [catchAll.map { PageFact(Text(en: "Since", es: "Desde"), PageTime.text($0.created)) }].compactMap { $0 }
    var content = PageContent.object(
      Text(en: "Unknown addresses of \(domain.unicode)", es: "Direcciones desconocidas de \(domain.unicode)"), facts,
      forms, fault: fault, request)
    content.trail = [.init(Text(en: "Domains", es: "Dominios"), DomainsPage.path)]
    return content
  }

  private static let field = FormField(
    "target", .text, Text(en: "One mailbox gets it", es: "Lo recibe un buzón"),
    hint: Text(
      en:
        "It draws spam: senders try thousands of invented names, and whoever mistypes an address no longer learns it. "
        + "Aliases for the names that people really use are better. Accounts, aliases and groups win always.",
      es:
        "Atrae correo basura: se prueban miles de nombres inventados, y quien se equivoca de dirección ya no se entera. "
        + "Son mejores los alias para los nombres que de verdad se usan. Las cuentas, los alias y los grupos ganan siempre."
    ))
}

extension ControlPlane {
  /// The catch-all of a domain, if it has one.
  fileprivate func caught(by domain: DomainName, as principal: Principal) async throws -> CatchAll? {
    do {
      return try await ask(ShowCatchAll(domain: domain), as: principal)
    } catch let fault as Fault where fault.code == .notFound {
      return nil
    }
  }
}
