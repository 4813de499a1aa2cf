import Foundation
import Kernel
import MailModel
import Surface

/// One account: how it is, and the ways to all that whoever looks after it may do with it.
enum AccountPage {
  static let pages: [ConsolePage] =
    [
      .show("/accounts/{address}", for: .signedIn) { request in .page(try await page(request)) },
      .submit("/accounts/{address}/password", for: .signedIn) { request in
        try await after("password", request) { address in
          let password = Secret(request.form["password", default: ""])
          _ = try await request.plane.perform(
            SetPassword(address: address, password: password), as: request.principal())
        }
      },
      .submit("/accounts/{address}/details", for: .signedIn) { request in
        try await after("changed", request) { address in try await AccountDetails.change(address, request) }
      },
      .submit("/accounts/{address}/class", for: .signedIn) { request in
        try await after("changed", request) { address in
          let assign = AssignClass(address: address, serviceClass: request.chosen("serviceClass"))
          _ = try await request.plane.perform(
            assign, as: request.principal(), if: request.unchanged(ShowAccount(address: address)))
        }
      },
    ] + AccountStatePages.pages + AccountAccessPage.pages

  static func path(of address: Address) -> String { "/accounts/\(PagePath.escaped(address.text))" }

  static func address(_ request: PageRequest) throws -> Address { try Address(request.query["address", default: ""]) }

  static func after(_ done: String, _ request: PageRequest, _ work: (Address) async throws -> Void) async throws
    -> PageReply
  {
    let address = try address(request)
    return try await request.submitted(to: "\(path(of: address))?done=\(done)") {
      try await work(address)
    } otherwise: { fault in
      try await page(request, fault)
    }
  }

  static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let address = try address(request)
    let account = try await request.plane.ask(ShowAccount(address: address), as: principal)
    let service = try await request.plane.ask(ShowService(address: address), as: principal)
    func may(_ permission: Permission) -> Bool {
      account.removed == nil && principal.may(permission, in: .account(address))
    }
    var data = facts(of: account, service, at: request.plane.now())
    data["states"] = AccountStatePages.buttons(of: account, for: principal).map { $0.data as any Sendable }
    data["ways"] = ways(of: account, principal, request)
    data["aliases"] = try await aliases(of: address, principal, request)
    if may(ChangeAccount.permission) {
      data["details"] = try AccountDetails.form(account, service, request, fault).data
    }
    let classes = try await ClassPages.visible(request)
    if may(AssignClass.permission), !classes.isEmpty {
      data["class"] = try classForm(account, classes, request, fault).data
    }
    if may(SetPassword.permission) {
      data["password"] = password(of: account).filled([:], request, fault).data
      data["link"] = MakeLinkPage.form(of: address).data
    }
    return PageContent(
      Text(verbatim: address.text), template, data, notice: fault == nil ? notice(request) : nil,
      status: fault == nil ? 200 : 422)
  }

  private static func notice(_ request: PageRequest) -> Text? {
    guard request.query["done"] == "password" else { return request.notice }
    return Text(
      en: "The new password is set; all sessions have ended.",
      es: "La contraseña nueva está puesta; todas las sesiones han terminado.")
  }

  private static func facts(of account: Account, _ service: EffectiveService, at now: Date) -> [String: any Sendable] {
    let standing = account.standing(at: now)
    return [
      "state": standing.name, "kind": standing.kind, "reason": account.hold ?? account.reason,
      "quota": service.quota.value?.description ?? "—", "protocols": service.protocols.value.shown,
      "serviceClass": account.serviceClass ?? "—", "override": service.overrideReason, "name": account.displayName,
      "created": PageTime.text(account.created), "from": account.validFrom.map(PageTime.text) ?? "",
      "until": account.validUntil.map(PageTime.text) ?? "", "purge": account.purge.map(PageTime.text) ?? "",
    ]
  }

  /// What else there is of this account, for those who may see or do it.
  private static func ways(of account: Account, _ principal: Principal, _ request: PageRequest) -> [any Sendable] {
    let path = path(of: account.address)
    let ways: [(Permission, Text, String)] = [
      (
        ListAppPasswords.permission, Text(en: "App passwords and sessions", es: "Contraseñas de aplicación y sesiones"),
        "access"
      ),
      (ListRights.permission, Text(en: "Roles and rights", es: "Roles y permisos"), "rights"),
      (ExpireAccount.permission, Text(en: "First and last day", es: "Primer y último día"), "dates"),
      (HoldAccount.permission, Text(en: "Hold", es: "Retención"), "hold"),
      (LeaveAccount.permission, Text(en: "This person leaves…", es: "Esta persona se va…"), "departure"),
      account.removed == nil
        ? (RemoveAccount.permission, Text(en: "Remove…", es: "Eliminar…"), "remove")
        : (RestoreAccount.permission, Text(en: "Restore or purge…", es: "Recuperar o purgar…"), "remove"),
    ]
    return ways.filter { principal.may($0.0, in: .account(account.address)) }.map {
      ["title": $0.1, "path": "\(path)/\($0.2)"] as [String: any Sendable]
    }
  }

  /// The addresses whose mail comes here.
  private static func aliases(of address: Address, _ principal: Principal, _ request: PageRequest) async throws
    -> [any Sendable]
  {
    guard principal.maySomewhere(ListAliases.permission) else { return [] }
    let page = try await request.plane.ask(ListAliases(target: address), as: principal)
    return page.items.map {
      ["title": $0.address.text, "path": AliasPages.path(of: $0.address)] as [String: any Sendable]
    }
  }

  private static func classForm(
    _ account: Account, _ classes: [ServiceClass], _ request: PageRequest, _ fault: Fault?
  ) throws -> ConsoleForm {
    var form = ConsoleForm(
      "\(path(of: account.address))/class", [ClassPages.choice(of: classes)],
      submit: Text(en: "Give this class", es: "Dar esta clase"), seen: try request.seen(account, after: fault))
    form = form.filled(["serviceClass": account.serviceClass ?? ""], request, fault)
    return form
  }

  private static func password(of account: Account) -> ConsoleForm {
    ConsoleForm(
      "\(path(of: account.address))/password",
      [
        FormField(
          "password", .password, Text(en: "New password", es: "Contraseña nueva"),
          hint: Text(
            en: "At least \(PasswordRule.minimum) characters. Tell it in person, not by mail.",
            es: "Al menos \(PasswordRule.minimum) caracteres. Comuníquela en persona, no por correo."),
          autocomplete: "new-password"),
        FormField(
          "reason", .text, Text(en: "Reason", es: "Motivo"),
          hint: Text(en: "The owner of the mailbox sees it.", es: "Quien tiene el buzón lo ve."), isRequired: false),
      ],
      submit: Text(en: "Set password", es: "Poner contraseña"))
  }

  private static let template = PageTemplate(
    "account",
    texts: [
      "state": Text(en: "State", es: "Estado"), "quota": Text(en: "Quota", es: "Cuota"),
      "name": Text(en: "Name", es: "Nombre"), "class": Text(en: "Class of service", es: "Clase de servicio"),
      "protocols": Text(en: "Protocols", es: "Protocolos"), "from": Text(en: "First day", es: "Primer día"),
      "until": Text(en: "Ends on", es: "Termina el"), "purge": Text(en: "Purged on", es: "Se purga el"),
      "override": Text(en: "Differs from its class", es: "Difiere de su clase"),
      "reason": Text(en: "Reason", es: "Motivo"), "aliases": Text(en: "Also receives", es: "También recibe"),
      "since": Text(en: "Account since", es: "Cuenta desde"), "details": Text(en: "Details", es: "Datos"),
      "password": Text(en: "Password", es: "Contraseña"),
      "effect": Text(
        en: "Who only receives cannot sign in. Whoever is suspended neither receives nor signs in; the mail is kept.",
        es: "Quien solo recibe no puede entrar. Quien está suspendido ni recibe ni entra; el correo se conserva."),
    ],
    """
    <section><h2>{{t.state}}</h2>
    <p><span class="tag {{kind}}">{{state}}</span></p>
    <dl>
    {{#reason}}<dt>{{t.reason}}</dt><dd>{{reason}}</dd>{{/reason}}
    {{#name}}<dt>{{t.name}}</dt><dd>{{name}}</dd>{{/name}}
    <dt>{{t.class}}</dt><dd>{{serviceClass}}</dd>
    <dt>{{t.quota}}</dt><dd>{{quota}}</dd>
    <dt>{{t.protocols}}</dt><dd>{{protocols}}</dd>
    {{#override}}<dt>{{t.override}}</dt><dd>{{override}}</dd>{{/override}}
    {{#from}}<dt>{{t.from}}</dt><dd>{{from}}</dd>{{/from}}
    {{#until}}<dt>{{t.until}}</dt><dd>{{until}}</dd>{{/until}}
    {{#purge}}<dt>{{t.purge}}</dt><dd>{{purge}}</dd>{{/purge}}
    <dt>{{t.since}}</dt><dd>{{created}}</dd>
    {{#aliases}}<dt>{{t.aliases}}</dt><dd><a href="{{path}}">{{title}}</a></dd>{{/aliases}}
    </dl>
    <div class="actions">{{#states}}{{>form}} {{/states}}</div>
    <p class="quiet">{{t.effect}}</p>
    <ul class="ways">{{#ways}}<li><a href="{{path}}">{{title}}</a></li>{{/ways}}</ul>
    </section>
    {{#details}}<section><h2>{{t.details}}</h2>{{>form}}</section>{{/details}}
    {{#class}}<section><h2>{{t.class}}</h2>{{>form}}</section>{{/class}}
    {{#password}}<section><h2>{{t.password}}</h2>{{>form}}</section>{{/password}}
    {{#link}}<section>{{>form}}</section>{{/link}}
    """)
}
