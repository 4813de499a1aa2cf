import Kernel
import MailModel

extension Token {
  /// What a token makes or changes ends no later and comes from nowhere else than that token itself; otherwise it
  /// could shed its own limits. Permissions and scope are compared where everybody's are.
  func requireWithinToken(in work: Work) throws {
    guard let name = work.principal.origin.token, let account = work.principal.account else { return }
    let shown = try Token.existing(account, name, in: work.db)
    if let end = shown.until, until.map({ $0 > end }) ?? true {
      throw Self.beyond(shown, en: "it ends on \(end.formatted(.iso8601))", es: "termina el \(end.formatted(.iso8601))")
        .at(field: "until")
    }
    let isWithin = !networks.isEmpty && networks.allSatisfy { inner in shown.networks.contains { $0.contains(inner) } }
    guard shown.networks.isEmpty || isWithin else {
      let list = shown.networks.map(\.text).joined(separator: ", ")
      throw Self.beyond(shown, en: "it may come from \(list) alone", es: "solo puede venir de \(list)")
        .at(field: "networks")
    }
  }

  private static func beyond(_ shown: Token, en: String, es: String) -> Fault {
    Fault(
      .forbidden, en: "the token \(shown.name) gives no more than it has: \(en)",
      es: "el token \(shown.name) no da más de lo que tiene: \(es)",
      hint: Text(
        en: "set narrower limits, or do it from a session or on the host",
        es: "ponga límites más estrechos, o hágalo desde una sesión o en el equipo"))
  }
}
