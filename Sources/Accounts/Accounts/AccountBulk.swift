import Foundation
import MailModel
import Surface

/// What can be done to many accounts at once.
enum AccountBulk {
  static let actions = [
    BulkAction(
      "suspend", Text(en: "Suspend", es: "Suspender"), fields: [why], isDangerous: true, outcome: standing
    ) { key, typed in SuspendAccount(address: try Address(key), reason: typed["reason"]) },
    BulkAction(
      "receive-only", Text(en: "Receive only", es: "Solo recibir"), fields: [why], isDangerous: true, outcome: standing
    ) { key, typed in SuspendAccount(address: try Address(key), receives: true, reason: typed["reason"]) },
    BulkAction("resume", Text(en: "Make active", es: "Activar"), outcome: standing) { key, _ in
      ResumeAccount(address: try Address(key))
    },
    BulkAction(
      "class", Text(en: "Give a class of service", es: "Dar una clase de servicio"),
      fields: [
        FormField(
          "class", .text, Text(en: "Class of service", es: "Clase de servicio"),
          hint: Text(en: "Its name; empty takes the class away.", es: "Su nombre; vacío quita la clase."),
          isRequired: false)
      ],
      outcome: given
    ) { key, typed in
      let name = (typed["class"] ?? "").trimmingCharacters(in: .whitespaces)
      return AssignClass(address: try Address(key), serviceClass: name.isEmpty ? nil : name)
    },
    BulkAction("remove", Text(en: "Remove", es: "Eliminar"), isDangerous: true, outcome: removal) { key, _ in
      RemoveAccount(address: try Address(key))
    },
    BulkAction("restore", Text(en: "Restore", es: "Recuperar"), outcome: standing) { key, _ in
      RestoreAccount(address: try Address(key))
    },
  ]

  private static let why = FormField("reason", .text, Text(en: "Reason", es: "Motivo"), isRequired: false)

  @Sendable private static func standing(_ account: Account, at now: Date) -> Text { account.standing(at: now).name }

  @Sendable private static func given(_ account: Account, at now: Date) -> Text {
    guard let name = account.serviceClass else {
      return Text(en: "no class; it keeps its present values", es: "sin clase; conserva sus valores actuales")
    }
    return Text(en: "class \(name)", es: "clase \(name)")
  }

  @Sendable private static func removal(_ account: Account, at now: Date) -> Text {
    let until = account.purge.map(PageTime.text) ?? ""
    return Text(en: "removed; can be restored until \(until)", es: "eliminada; puede recuperarse hasta \(until)")
  }
}
