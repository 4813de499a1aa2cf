import Foundation
import Kernel
import MailModel
import Surface

/// What may become of an account: its states, its dates, a hold, its removal.
enum AccountStatePages {
  static let pages: [ConsolePage] =
    [
      .submit("/accounts/{address}/state", for: .signedIn) { request in
        try await AccountPage.after("changed", request) { try await change($0, request) }
      }
    ]
    + dialog("dates", ExpireAccount.permission, dates) { address, request in
      let from = try request.optional("from") { try Day.parse($0) }
      let until = try request.optional("until") { try Day.parse($0) }
      let expire = ExpireAccount(address: address, from: from, until: until)
      _ = try await request.plane.perform(
        expire, as: request.principal(), if: request.unchanged(ShowAccount(address: address)))
    }
    + dialog("hold", HoldAccount.permission, hold) { address, request in
      if request.form["release"] == nil {
        let hold = HoldAccount(address: address, reason: request.form["reason", default: ""])
        _ = try await request.plane.perform(hold, as: request.principal())
      } else {
        _ = try await request.plane.perform(ReleaseAccount(address: address), as: request.principal())
      }
    }
    + dialog("remove", RemoveAccount.permission, removal) { address, request in
      if request.form["restore"] == nil {
        _ = try await request.plane.perform(
          RemoveAccount(address: address, keepDays: try request.number("keepDays").map { QueryNumber($0) }),
          as: request.principal())
      } else {
        _ = try await request.plane.perform(RestoreAccount(address: address), as: request.principal())
      }
    }

  /// A page with one form, and what the form does.
  private static func dialog(
    _ name: String, _ permission: Permission,
    _ page: @escaping @Sendable (Account, PageRequest, Fault?) throws -> PageContent,
    _ work: @escaping @Sendable (Address, PageRequest) async throws -> Void
  ) -> [ConsolePage] {
    @Sendable func show(_ request: PageRequest, _ fault: Fault?) async throws -> PageContent {
      let show = ShowAccount(address: try AccountPage.address(request))
      let account = try await request.plane.ask(show, as: request.principal())
      var content = try page(account, request, fault)
      content.trail = [.init(Text(verbatim: account.address.text), AccountPage.path(of: account.address))]
      return content
    }
    let path = "/accounts/{address}/\(name)"
    return [
      .show(path, for: .holders(of: permission)) { .page(try await show($0, nil)) },
      .submit(path, for: .holders(of: permission)) { request in
        let address = try AccountPage.address(request)
        return try await request.submitted(to: "\(AccountPage.path(of: address))?done=changed") {
          try await work(address, request)
        } otherwise: { fault in
          try await show(request, fault)
        }
      },
    ]
  }

  @Sendable private static func dates(_ account: Account, _ request: PageRequest, _ fault: Fault?) throws -> PageContent
  {
    let form = ConsoleForm(
      "\(AccountPage.path(of: account.address))/dates",
      [
        FormField(
          "from", .day, Text(en: "First day", es: "Primer día"),
          hint: Text(en: "Before it nobody signs in; mail is received.", es: "Antes nadie entra; el correo se recibe."),
          isRequired: false),
        FormField(
          "until", .day, Text(en: "Ends on", es: "Termina el"),
          hint: Text(
            en: "From that day on, at midnight UTC, it is as if suspended.",
            es: "Desde ese día, a medianoche UTC, queda como suspendida."), isRequired: false),
      ], submit: Text(en: "Save", es: "Guardar"), seen: try request.seen(account, after: fault)
    ).filled(
      ["from": account.validFrom.map(day) ?? "", "until": account.validUntil.map(day) ?? ""], request, fault)
    return .form(Text(en: "First and last day", es: "Primer y último día"), form)
  }

  @Sendable private static func hold(_ account: Account, _ request: PageRequest, _ fault: Fault?) -> PageContent {
    let path = AccountPage.path(of: account.address)
    guard let reason = account.hold else {
      let form = ConsoleForm(
        "\(path)/hold",
        [
          FormField(
            "reason", .text, Text(en: "Reason", es: "Motivo"),
            hint: Text(en: "Who asked for it, and why.", es: "Quién la pidió, y por qué."))
        ], submit: Text(en: "Put on hold", es: "Retener"), isDangerous: true
      ).filled([:], request, fault)
      return .confirm(
        Text(en: "Keep the mail of this account", es: "Retener el correo de esta cuenta"),
        effects: [
          Text(
            en: "Nobody signs in any more, and open sessions end.",
            es: "Nadie entra ya, y las sesiones abiertas terminan."),
          Text(en: "Mail is still received.", es: "El correo se sigue recibiendo."),
          Text(
            en: "The account cannot be removed until somebody releases it.",
            es: "La cuenta no puede eliminarse hasta que alguien la libere."),
        ], form, back: path)
    }
    let form = ConsoleForm(
      "\(path)/hold", [.hidden("release")], submit: Text(en: "Release", es: "Levantar la retención"),
      values: ["release": "yes"], fault: fault)
    return .confirm(
      Text(en: "Release the hold", es: "Levantar la retención"),
      effects: [
        Text(en: "It was put on hold because: \(reason)", es: "Se retuvo porque: \(reason)"),
        Text(en: "The account is again what it would be without.", es: "La cuenta vuelve a ser lo que sería sin ella."),
      ], form, back: path)
  }

  @Sendable private static func removal(_ account: Account, _ request: PageRequest, _ fault: Fault?) -> PageContent {
    let path = AccountPage.path(of: account.address)
    guard let purge = account.purge else {
      let form = ConsoleForm(
        "\(path)/remove",
        [
          FormField(
            "keepDays", .number, Text(en: "Days in which it can be restored", es: "Días en que puede recuperarse"),
            isRequired: false)
        ], submit: Text(en: "Remove \(account.address)", es: "Eliminar \(account.address)"), isDangerous: true
      ).filled(["keepDays": "\(RemoveAccount.grace)"], request, fault)
      return .confirm(
        Text(en: "Remove this account", es: "Eliminar esta cuenta"),
        effects: [
          Text(en: "It receives no more mail, and nobody signs in.", es: "Ya no recibe correo, y nadie entra."),
          Text(
            en: "Its mail, password, roles and tokens are kept until it is purged.",
            es: "Su correo, contraseña, roles y tokens se conservan hasta que se purgue."),
        ], form, back: path)
    }
    let form = ConsoleForm(
      "\(path)/remove", [.hidden("restore")], submit: Text(en: "Restore", es: "Recuperar"),
      values: ["restore": "yes"], fault: fault)
    return .confirm(
      Text(en: "Restore this account", es: "Recuperar esta cuenta"),
      effects: [
        Text(
          en: "It is again as it was, with its mail, password, roles and tokens.",
          es: "Vuelve a ser como era, con su correo, contraseña, roles y tokens."),
        Text(
          en: "Otherwise it ends for good on \(PageTime.text(purge)).",
          es: "Si no, acaba para siempre el \(PageTime.text(purge))."),
      ], form, back: path)
  }

  private static func change(_ address: Address, _ request: PageRequest) async throws {
    switch request.form["state"].flatMap(Account.State.init(rawValue:)) {
    case .active: _ = try await request.plane.perform(ResumeAccount(address: address), as: request.principal())
    case .receiveOnly:
      _ = try await request.plane.perform(
        SuspendAccount(address: address, receives: true, reason: request.form["reason"]), as: request.principal())
    case .suspended:
      _ = try await request.plane.perform(
        SuspendAccount(address: address, reason: request.form["reason"]), as: request.principal())
    case nil: break
    }
  }

  /// The states that `principal` can give it. While it is on hold or removed they would show no effect.
  static func buttons(of account: Account, for principal: Principal) -> [ConsoleForm] {
    guard account.hold == nil, account.removed == nil else { return [] }
    let states = Account.State.allCases.filter { state in
      let permission = state == .active ? ResumeAccount.permission : SuspendAccount.permission
      return state != account.state && principal.may(permission, in: .account(account.address))
    }
    return states.map { state in
      ConsoleForm(
        "\(AccountPage.path(of: account.address))/state", [.hidden("state")], submit: state.order,
        isDangerous: state != .active, isInline: true, values: ["state": state.rawValue])
    }
  }

  private static func day(_ date: Date) -> String { String(Day.text(date).prefix(10)) }
}

extension Account.State {
  fileprivate var order: Text {
    switch self {
    case .active: Text(en: "Make active", es: "Activar")
    case .receiveOnly: Text(en: "Receive only", es: "Solo recibir")
    case .suspended: Text(en: "Suspend", es: "Suspender")
    }
  }
}
