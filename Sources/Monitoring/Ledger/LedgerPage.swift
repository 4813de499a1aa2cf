import Foundation
import Kernel
import MailModel
import Surface

/// A day's account, for people.
enum LedgerPage {
  static let path = "/ledger"

  static let page = ConsolePage.show(
    path, for: .holders(of: ShowLedger.permission), entry: .init(title, order: 40, in: .oversight)
  ) { request in
    let query = ListQuery(request.query)
    let day = try query["day"].map { try CalendarDay($0) }
    let ledger = try await request.plane.inspect(ShowLedger(day: day), as: request.principal())
    let list = ConsoleList(
      path, title, columns: columns, rows: rows(of: ledger), query: query,
      filters: [
        FormField(
          "day", .text, Text(en: "Day", es: "Día"), hint: Text(verbatim: ledger.day.text), isRequired: false)
      ], empty: Text(en: "No mail came in on that day.", es: "Ese día no llegó correo."))
    return .page(
      PageContent(
        Text(en: "\(title.en) \(ledger.day.text)", es: "\(title.es) \(ledger.day.text)"), template,
        [
          "list": list.data, "kind": ledger.isBalanced ? "good" : "bad", "verdict": verdict(ledger),
          "differences": ledger.differences.map { difference -> any Sendable in
            ["id": difference.id, "path": "/trace/\(PagePath.escaped(difference.id))", "what": difference.what]
              as [String: any Sendable]
          } as [any Sendable],
        ]))
  }

  private static let title = Text(en: "Ledger", es: "Balance")

  private static func verdict(_ ledger: Ledger) -> Text {
    ledger.isBalanced
      ? Text(en: "Every recipient is accounted for.", es: "Consta qué fue de cada destinatario.")
      : Text(
        en: "\(ledger.differenceCount) messages do not come out even.",
        es: "No cuadran \(ledger.differenceCount) mensajes.")
  }

  private static let columns: [ConsoleList.Column] =
    [.init(Text(en: "Domain", es: "Dominio"))]
    + [
      Text(en: "Received", es: "Recibidos"), Text(en: "Delivered", es: "Entregados"),
      Text(en: "Bounced", es: "Devueltos"), Text(en: "Deferred", es: "Aplazados"),
      Text(en: "Quarantined", es: "Cuarentena"), Text(en: "Rejected", es: "Rechazados"),
      Text(en: "Discarded", es: "Descartados"), Text(en: "Queued", es: "En cola"),
    ].map { ConsoleList.Column($0, isNumber: true) }

  private static func rows(of ledger: Ledger) -> [ConsoleList.Row] {
    ledger.lines.map { line in
      let name = line.domain == "*" ? Text(en: "other domains", es: "otros dominios") : Text(verbatim: line.domain)
      let tally = line.tally
      let counts = [
        tally.received, tally.delivered, tally.bounced, tally.deferred, tally.quarantined, tally.rejected,
        tally.discarded, tally.queued,
      ]
      return .init(line.domain, [.text(name)] + counts.map { .text("\($0)") })
    }
  }

  private static let template = PageTemplate(
    "ledger",
    """
    <p class="message {{kind}}">{{verdict}}</p>
    {{#list}}{{>list}}{{/list}}
    <ul>{{#differences}}<li><a href="{{path}}">{{id}}</a> {{what}}</li>{{/differences}}</ul>
    """)
}
