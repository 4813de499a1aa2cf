import Kernel
import MailModel
import Surface

extension AccountsPage {
  /// Who has a mailbox, and who of them has what it takes to use it.
  static let evidence = Evidence(
    for: .accounts, Text(en: "Accounts", es: "Cuentas"), needs: ListAccounts.permission
  ) { plane, _ in
    let now = plane.now()
    let (all, suspended) = try await plane.store.read { try Account.counts(at: now, in: $0) }
    guard all > 0 else {
      return .init(.due, Text(en: "there is none yet", es: "aún no hay ninguna"), page: "/accounts")
    }
    return .init(
      .good,
      Text(
        en: "\(all) accounts, \(suspended) of them suspended", es: "\(all) cuentas, de ellas \(suspended) suspendidas"),
      page: "/accounts")
  }
}
