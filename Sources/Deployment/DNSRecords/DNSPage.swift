import Kernel
import MailModel
import Surface

/// What a domain needs in the DNS and, when asked, how that stands there.
enum DNSPage {
  static let page = ConsolePage.show("/domains/{domain}", for: .signedIn) { request in
    let principal = try request.principal()
    let domain = try DomainName(request.query["domain", default: ""])
    let isChecked = request.query["check"] != nil
    let rows =
      isChecked
      ? try await request.plane.inspect(CheckDNSRecords(domain: domain), as: principal).map { row(of: $0) }
      : try await request.plane.inspect(ListDNSRecords(domain: domain), as: principal).map { row(of: $0) }
    return .page(
      PageContent(
        Text(verbatim: domain.name), template,
        ["records": rows.map { $0 as any Sendable } as [any Sendable], "checked": isChecked]))
  }

  private static func row(of record: ExpectedRecord) -> [String: any Sendable] {
    [
      "name": record.name.description, "type": record.value.type.rawValue, "value": record.value.presentation,
      "purpose": record.purpose.text,
    ]
  }

  private static func row(of verdict: RecordVerdict) -> [String: any Sendable] {
    row(of: verdict.record).merging([
      "kind": verdict.state.kind, "verdict": verdict.state.word, "detail": verdict.detail,
      "found": verdict.found.joined(separator: "\n"),
    ]) { $1 }
  }

  private static let template = PageTemplate(
    "dns",
    texts: [
      "records": Text(en: "DNS records", es: "Registros DNS"), "check": Text(en: "Check now", es: "Comprobar ahora"),
      "again": Text(en: "Check again", es: "Comprobar otra vez"), "record": Text(en: "Record", es: "Registro"),
      "value": Text(en: "Value", es: "Valor"), "verdict": Text(en: "In the DNS", es: "En el DNS"),
      "found": Text(en: "Found", es: "Encontrado"),
    ],
    """
    <section><h2>{{t.records}}</h2>
    <p><a href="?check=1">{{#checked}}{{t.again}}{{/checked}}{{^checked}}{{t.check}}{{/checked}}</a></p>
    <div class="table" role="region" aria-label="{{t.records}}" tabindex="0"><table>
    <thead><tr><th scope="col">{{t.record}}</th><th scope="col">{{t.value}}</th>{{#checked}}<th scope="col">{{t.verdict}}</th>{{/checked}}</tr></thead>
    <tbody>
    {{#records}}<tr><td><code>{{name}}</code> {{type}}<br><span class="quiet">{{purpose}}</span></td><td><code>{{value}}</code></td>{{#verdict}}<td><span class="tag {{kind}}">{{verdict}}</span><br>{{detail}}{{#found}}<details><summary>{{t.found}}</summary><pre>{{found}}</pre></details>{{/found}}</td>{{/verdict}}</tr>
    {{/records}}
    </tbody></table></div></section>
    """)
}

extension RecordVerdict.State {
  fileprivate var kind: String {
    switch self {
    case .good: "good"
    case .missing, .different: "bad"
    case .unreachable: "due"
    }
  }

  fileprivate var word: Text {
    switch self {
    case .good: Text(en: "good", es: "bien")
    case .missing: Text(en: "missing", es: "falta")
    case .different: Text(en: "different", es: "distinto")
    case .unreachable: Text(en: "nobody could say", es: "nadie lo sabe")
    }
  }
}
