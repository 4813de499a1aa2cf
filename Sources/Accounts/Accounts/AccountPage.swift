import Kernel
import MailModel
import Surface

/// One account: how it is, and what whoever looks after it may do with it.
enum AccountPage {
  static let pages: [ConsolePage] = [
    .show("/accounts/{address}", for: .signedIn) { request in .page(try await page(request)) },
    .submit("/accounts/{address}/password", for: .signedIn) { request in
      try await after("password", request) { address in
        let password = Secret(request.form["password", default: ""])
        _ = try await request.plane.perform(
          SetPassword(address: address, password: password), as: request.principal())
      }
    },
    .submit("/accounts/{address}/state", for: .signedIn) { request in
      try await after("state", request) { address in
        try await change(address, to: request.form["state"].flatMap(Account.State.init(rawValue:)), request)
      }
    },
    .submit("/accounts/{address}/details", for: .signedIn) { request in
      try await after("details", request) { address in
        let quota = try quota(request.form["quota", default: ""])
        let change = ChangeAccount(
          address: address, displayName: request.form["displayName", default: ""], quota: quota)
        _ = try await request.plane.perform(
          change, as: request.principal(), if: request.unchanged(ShowAccount(address: address)))
      }
    },
  ]

  private static func change(_ address: Address, to state: Account.State?, _ request: PageRequest) async throws {
    switch state {
    case .active: _ = try await request.plane.perform(ResumeAccount(address: address), as: request.principal())
    case .receiveOnly, .suspended:
      let suspend = SuspendAccount(
        address: address, receives: state == .receiveOnly, reason: request.form["reason"])
      _ = try await request.plane.perform(suspend, as: request.principal())
    case nil: break
    }
  }

  static func path(of address: Address) -> String { "/accounts/\(PagePath.escaped(address.text))" }

  /// An empty field is no limit, which the action calls 0.
  private static func quota(_ text: String) throws -> ByteCount {
    let plain = text.filter { !$0.isWhitespace }
    do {
      return try ByteCount(plain.isEmpty ? "0" : plain)
    } catch {
      throw error.at(field: "quota")
    }
  }

  private static func after(_ done: String, _ request: PageRequest, _ work: (Address) async throws -> Void) async throws
    -> PageReply
  {
    let address = try Address(request.query["address", default: ""])
    do {
      try await work(address)
      return .redirect(to: "\(path(of: address))?done=\(done)")
    } catch let fault as Fault where fault.code == .invalid || fault.code == .conflict {
      return .page(try await page(request, fault))
    }
  }

  private static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let address = try Address(request.query["address", default: ""])
    let account = try await request.plane.ask(ShowAccount(address: address), as: principal)
    let standing = account.standing(at: request.plane.now())
    var data: [String: any Sendable] = [
      "state": standing.name, "kind": standing.kind, "reason": account.hold ?? account.reason,
      "quota": account.quota?.description ?? "—",
      "name": account.displayName, "created": PageTime.text(account.created),
    ]
    data["states"] = states(of: account, for: principal).map { change(of: account, to: $0).data as any Sendable }
    func may(_ permission: Permission) -> Bool {
      account.removed == nil && principal.may(permission, in: .account(address))
    }
    if may(ChangeAccount.permission) {
      data["details"] = try details(account, request, fault).data
    }
    if may(SetPassword.permission) { data["password"] = password(of: account, fault).data }
    return PageContent(
      Text(verbatim: address.text), template, data, notice: fault == nil ? request.query["done"].flatMap(notice) : nil,
      status: fault == nil ? 200 : 422)
  }

  /// The states that `principal` can give it. While it is on hold or removed they would show no effect.
  private static func states(of account: Account, for principal: Principal) -> [Account.State] {
    guard account.hold == nil, account.removed == nil else { return [] }
    return Account.State.allCases.filter { state in
      let permission = state == .active ? ResumeAccount.permission : SuspendAccount.permission
      return state != account.state && principal.may(permission, in: .account(account.address))
    }
  }

  private static func notice(_ done: String) -> Text? {
    switch done {
    case "password":
      Text(
        en: "The new password is set; all sessions have ended.",
        es: "La contraseña nueva está puesta; todas las sesiones han terminado.")
    case "state": Text(en: "The state is changed.", es: "El estado ha cambiado.")
    case "details": Text(en: "The changes are in force.", es: "Los cambios están en vigor.")
    default: nil
    }
  }

  private static func details(_ account: Account, _ request: PageRequest, _ fault: Fault?) throws -> ConsoleForm {
    let present = ["displayName": account.displayName, "quota": account.quota?.description ?? ""]
    return ConsoleForm(
      "\(path(of: account.address))/details",
      [
        FormField("displayName", .text, Text(en: "Name", es: "Nombre"), isRequired: false),
        FormField(
          "quota", .text, Text(en: "Quota", es: "Cuota"),
          hint: Text(en: "As in 500M or 2G; empty for no limit.", es: "Como 500M o 2G; vacía si no hay límite."),
          isRequired: false),
      ],
      submit: Text(en: "Save", es: "Guardar"), values: present.merging(request.form) { $1 },
      fault: fault?.field == "password" || fault?.field == "reason" ? nil : fault, present: present,
      seen: try request.seen(account, after: fault))
  }

  private static func change(of account: Account, to state: Account.State) -> ConsoleForm {
    let submit =
      switch state {
      case .active: Text(en: "Make active", es: "Activar")
      case .receiveOnly: Text(en: "Receive only", es: "Solo recibir")
      case .suspended: Text(en: "Suspend", es: "Suspender")
      }
    return ConsoleForm(
      "\(path(of: account.address))/state", [FormField("state", .hidden, Text(verbatim: ""))], submit: submit,
      isDangerous: state != .active, isInline: true, values: ["state": state.rawValue])
  }

  private static func password(of account: Account, _ fault: Fault?) -> ConsoleForm {
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
      submit: Text(en: "Set password", es: "Poner contraseña"), fault: fault?.field == "password" ? fault : nil)
  }

  private static let template = PageTemplate(
    "account",
    texts: [
      "state": Text(en: "State", es: "Estado"), "quota": Text(en: "Quota", es: "Cuota"),
      "since": Text(en: "Account since", es: "Cuenta desde"), "details": Text(en: "Details", es: "Datos"),
      "password": Text(en: "Password", es: "Contraseña"), "all": Text(en: "All accounts", es: "Todas las cuentas"),
      "effect": Text(
        en: "Who only receives cannot sign in. Whoever is suspended neither receives nor signs in; the mail is kept.",
        es: "Quien solo recibe no puede entrar. Quien está suspendido ni recibe ni entra; el correo se conserva."),
    ],
    """
    <p>{{name}}</p>
    <section><h2>{{t.state}}</h2>
    <p><span class="tag {{kind}}">{{state}}</span> {{t.since}} {{created}} · {{t.quota}} {{quota}}</p>
    {{#reason}}<p>{{reason}}</p>{{/reason}}
    {{#states}}{{>form}} {{/states}}
    <p class="quiet">{{t.effect}}</p>
    </section>
    {{#details}}<section><h2>{{t.details}}</h2>{{>form}}</section>{{/details}}
    {{#password}}<section><h2>{{t.password}}</h2>{{>form}}</section>{{/password}}
    <p><a href="/accounts">{{t.all}}</a></p>
    """)
}
