import Foundation
import Kernel
import MailModel
import Surface

/// From when on whoever has a role needs a second factor, and who has none yet.
enum SecondFactorRulePage {
  static let pages: [ConsolePage] = [
    .show("/roles/{name}/second-factor", for: .holders(of: ListSecondFactorDuties.permission)) { request in
      .page(try await page(request))
    },
    .submit("/roles/{name}/second-factor", for: .holders(of: RequireSecondFactor.permission)) { request in
      try await after("required", request) { role in
        let from = try request.value("from") { try Day.parse($0) }
        _ = try await request.plane.perform(
          RequireSecondFactor(name: role, from: from), as: request.principal(),
          if: request.unchanged(ListSecondFactorDuties()))
      }
    },
    .submit("/roles/{name}/second-factor/waive", for: .holders(of: WaiveSecondFactor.permission)) { request in
      try await after("waived", request) { role in
        _ = try await request.plane.perform(WaiveSecondFactor(name: role), as: request.principal())
      }
    },
  ]

  static func path(of role: String) -> String { "\(RolePages.path(of: role))/second-factor" }

  static func words(_ duty: SecondFactorDuty?) -> Text {
    guard let duty else { return Text(en: "not required", es: "no se exige") }
    return Text(en: "required from \(PageTime.text(duty.from)) on", es: "se exige desde \(PageTime.text(duty.from))")
  }

  private static func after(_ done: String, _ request: PageRequest, _ work: (String) async throws -> Void) async throws
    -> PageReply
  {
    let role = request.query["name", default: ""]
    return try await request.submitted(to: "\(path(of: role))?done=\(done)") {
      try await work(role)
    } otherwise: {
      try await page(request, $0)
    }
  }

  private static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let role = request.query["name", default: ""]
    let missing = try await request.plane.ask(
      ListMissingSecondFactors(name: role, after: request.query["after"], limit: 100), as: principal)
    let duties = try await request.plane.ask(ListSecondFactorDuties(), as: principal)
    let duty = duties.first { $0.role == role }
    var data: [String: any Sendable] = [
      "rule": words(duty), "any": !missing.items.isEmpty,
      "missing": missing.items.map { row(of: $0) } as [any Sendable],
      "next": missing.next.map { "?after=\(PagePath.escaped($0))" } ?? "",
    ]
    if principal.may(RequireSecondFactor.permission, in: .everything) {
      data["require"] = try requireForm(role, duty, duties, request, fault).data
      if duty != nil {
        data["waive"] =
          ConsoleForm(
            "\(path(of: role))/waive", submit: Text(en: "Require it no more", es: "No exigirlo más"), isDangerous: true
          ).filled([:], request, fault).data
      }
    }
    var content = PageContent(
      Text(en: "Second factor for \(role)", es: "Segundo factor para \(role)"), template, data,
      notice: fault == nil && request.query["done"] != nil
        ? Text(en: "The rule is in force.", es: "La regla está en vigor.") : nil, status: fault == nil ? 200 : 422)
    content.trail = [.init(Text(verbatim: role), RolePages.path(of: role))]
    return content
  }

  private static func row(of address: Address) -> any Sendable {
    ["address": address.text, "path": AccountPage.path(of: address)] as [String: any Sendable]
  }

  private static func requireForm(
    _ role: String, _ duty: SecondFactorDuty?, _ duties: [SecondFactorDuty], _ request: PageRequest, _ fault: Fault?
  ) throws -> ConsoleForm {
    ConsoleForm(
      path(of: role),
      [
        FormField(
          "from", .day, Text(en: "Required from", es: "Se exige desde"),
          hint: Text(
            en:
              "Until then the profile reminds of it. From that day on, whoever has none can set one up and nothing else; "
              + "API tokens go on.",
            es:
              "Hasta entonces el perfil lo recuerda. Desde ese día, quien no lo tenga solo podrá configurarlo; los tokens "
              + "de API siguen."))
      ], submit: Text(en: "Require it", es: "Exigirlo"), seen: try request.seen(duties, after: fault)
    ).filled(["from": duty.map { Day.text($0.from) } ?? ""], request, fault)
  }

  private static let template = PageTemplate(
    "second-factor-rule",
    texts: [
      "missing": Text(en: "Who has the role and no second factor", es: "Quién tiene el rol y no tiene segundo factor"),
      "counts": Text(
        en: "An authenticator app counts, and so does a passkey.",
        es: "Cuenta una aplicación de autenticación, y también una llave de acceso."),
      "none": Text(en: "Nobody lacks it.", es: "A nadie le falta."),
      "next": Text(en: "Next page", es: "Página siguiente"),
    ],
    """
    <p><strong>{{rule}}</strong>. <span class="quiet">{{t.counts}}</span></p>
    {{#require}}<div class="card">{{>form}}</div>{{/require}}
    {{#waive}}<div class="card">{{>form}}</div>{{/waive}}
    <section><h2>{{t.missing}}</h2>
    {{^any}}<p>{{t.none}}</p>{{/any}}
    {{#any}}<ul>
    {{#missing}}<li><a href="{{path}}">{{address}}</a></li>
    {{/missing}}
    </ul>{{/any}}
    {{#next}}<p class="pages"><a href="{{next}}">{{t.next}}</a></p>{{/next}}
    </section>
    """)
}
