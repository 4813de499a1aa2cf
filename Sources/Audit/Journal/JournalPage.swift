import Kernel
import MailModel
import Surface

/// The journal for people: who did what, when, from where, and how it ended.
enum JournalPage {
  static let page = ConsolePage.show(
    "/journal", for: .holders(of: "journal.read"),
    entry: .init(Text(en: "Journal", es: "Diario"), order: 70, in: .oversight)
  ) { request in
    let principal = try request.principal()
    let filter = JournalFilter(
      actor: request.query["actor"].flatMap { $0.isEmpty ? nil : $0 },
      action: request.query["action"].flatMap { $0.isEmpty ? nil : $0 })
    let before = request.query["before"].flatMap(Int.init).map { QueryNumber($0) }
    let entries = try await request.plane.ask(
      ListJournal(filter, before: before, limit: QueryNumber(size)), as: principal)
    return .page(
      PageContent(
        Text(en: "Journal", es: "Diario"), template,
        [
          "actor": filter.actor ?? "", "action": filter.action ?? "", "any": !entries.isEmpty,
          "entries": entries.map { row(of: $0) as any Sendable } as [any Sendable],
          "next": entries.count == size ? entries.last.map { older(than: $0, filter) } ?? "" : "",
        ]))
  }

  /// Entries of a page.
  private static let size = 50

  private static func older(than entry: JournalEntry, _ filter: JournalFilter) -> String {
    let pairs = [("actor", filter.actor), ("action", filter.action), ("before", "\(entry.number)")]
    return "?"
      + pairs.compactMap { name, value in value.map { "\(name)=\(PagePath.escaped($0))" } }.joined(separator: "&")
  }

  private static func row(of entry: JournalEntry) -> [String: any Sendable] {
    [
      "number": "\(entry.number)", "at": PageTime.text(entry.at.date), "actor": entry.actor, "action": entry.action,
      "scope": entry.scope, "address": entry.address ?? "", "reason": entry.reason ?? "",
      "refused": entry.result == .refused, "request": entry.request,
    ]
  }

  private static let template = PageTemplate(
    "journal",
    texts: [
      "actor": Text(en: "Who", es: "Quién"), "action": Text(en: "Action", es: "Acción"),
      "hint": Text(en: "As accounts, or accounts.add", es: "Como accounts, o accounts.add"),
      "filter": Text(en: "Show", es: "Mostrar"), "when": Text(en: "When", es: "Cuándo"),
      "what": Text(en: "What", es: "Qué"), "refused": Text(en: "refused", es: "rechazado"),
      "request": Text(en: "Request", es: "Petición"), "next": Text(en: "Older", es: "Anteriores"),
      "none": Text(en: "Nothing like that is on record.", es: "No consta nada así."),
    ],
    """
    <form method="get" action="/journal" class="card filter">
    <p class="field"><label for="actor">{{t.actor}}</label><input id="actor" name="actor" value="{{actor}}" spellcheck="false" autocapitalize="none"></p>
    <p class="field"><label for="action">{{t.action}}</label><input id="action" name="action" value="{{action}}" placeholder="{{t.hint}}" spellcheck="false" autocapitalize="none"></p>
    <button>{{t.filter}}</button>
    </form>
    {{^any}}<p class="message due">{{t.none}}</p>{{/any}}
    {{#any}}<div class="card table"><table>
    <thead><tr><th scope="col" class="number">#</th><th scope="col">{{t.when}}</th><th scope="col">{{t.actor}}</th><th scope="col">{{t.what}}</th></tr></thead>
    <tbody>
    {{#entries}}<tr><td class="number">{{number}}</td><td>{{at}}</td><td>{{actor}}{{#address}}<br><span class="quiet">{{address}}</span>{{/address}}</td><td><code>{{action}}</code> {{scope}}{{#refused}} <span class="tag bad">{{t.refused}}</span>{{/refused}}{{#reason}}<br>{{reason}}{{/reason}}<details><summary>{{t.request}}</summary><pre>{{request}}</pre></details></td></tr>
    {{/entries}}
    </tbody></table></div>{{/any}}
    <p class="pages">{{#next}}<a href="{{next}}">{{t.next}}</a>{{/next}}</p>
    """)
}

/// That every change is on record.
let journalEvidence = Evidence(
  for: .audit, Text(en: "Journal", es: "Diario"), needs: "journal.read"
) { plane, principal in
  let newest = try await plane.ask(ListJournal(limit: 1), as: principal).first
  guard let newest else { return .init(.due, Text(en: "nothing is on record yet", es: "aún no consta nada")) }
  let when = PageTime.text(newest.at.date)
  return .init(
    .good,
    Text(en: "\(newest.number) entries, the last of \(when)", es: "\(newest.number) entradas, la última de \(when)"),
    page: "/journal")
}
