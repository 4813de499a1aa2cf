import Kernel
import MailModel
import Surface

/// The generations of configuration: what was installed when, by whom and why, and what came of it.
enum GenerationsPage {
  static let page = ConsolePage.show(
    "/generations", for: .holders(of: ListGenerations.permission),
    entry: .init(Text(en: "Generations", es: "Generaciones"), order: 20, in: .service)
  ) { request in
    let page = try await request.plane.ask(
      ListGenerations(after: request.query["after"], limit: 25), as: request.principal())
    return .page(
      PageContent(
        Text(en: "Generations", es: "Generaciones"), template,
        [
          "any": !page.items.isEmpty, "next": page.next.map { "?after=\($0)" } ?? "",
          "generations": page.items.map { row(of: $0) as any Sendable } as [any Sendable],
        ]))
  }

  private static func row(of generation: Generation) -> [String: any Sendable] {
    [
      "number": "\(generation.number)", "at": PageTime.text(generation.requested), "actor": generation.actor,
      "reason": generation.reason, "files": "\(generation.files)", "verdict": generation.verdict.rawValue,
      "outcome": generation.outcome?.name ?? Text(en: "under way", es: "en curso"),
      "fault": generation.fault?.message ?? Text(verbatim: ""),
    ]
  }

  private static let template = PageTemplate(
    "generations",
    texts: [
      "when": Text(en: "When", es: "Cuándo"), "who": Text(en: "Who", es: "Quién"),
      "why": Text(en: "Why", es: "Por qué"),
      "files": Text(en: "Files", es: "Archivos"), "outcome": Text(en: "Outcome", es: "Resultado"),
      "next": Text(en: "Older", es: "Anteriores"),
      "none": Text(
        en: "No configuration has been installed yet: palomar apply",
        es: "Aún no se ha instalado ninguna configuración: palomar apply"),
    ],
    """
    {{^any}}<p class="message due">{{t.none}}</p>{{/any}}
    {{#any}}<div class="card table" role="region" aria-label="{{t.outcome}}" tabindex="0"><table>
    <thead><tr><th scope="col" class="number">#</th><th scope="col">{{t.outcome}}</th><th scope="col">{{t.when}}</th><th scope="col">{{t.who}}</th><th scope="col">{{t.why}}</th><th scope="col" class="number">{{t.files}}</th></tr></thead>
    <tbody>
    {{#generations}}<tr><td class="number">{{number}}</td><td><span class="tag {{verdict}}">{{outcome}}</span>{{#fault}}<br>{{fault}}{{/fault}}</td><td>{{at}}</td><td>{{actor}}</td><td>{{reason}}</td><td class="number">{{files}}</td></tr>
    {{/generations}}
    </tbody></table></div>{{/any}}
    <p class="pages">{{#next}}<a href="{{next}}">{{t.next}}</a>{{/next}}</p>
    """)

  /// That what serves is what was wanted.
  static let evidence = Evidence(
    for: .deployment, Text(en: "Configuration", es: "Configuración"), needs: ListGenerations.permission
  ) { plane, principal in
    let newest = try await plane.ask(ListGenerations(limit: 1), as: principal).items.first
    guard let newest else {
      return .init(.due, Text(en: "none is installed yet", es: "aún no hay ninguna instalada"), page: "/generations")
    }
    let when = PageTime.text(newest.requested)
    return .init(
      newest.verdict, Text(en: "generation \(newest.number) of \(when)", es: "generación \(newest.number) de \(when)"),
      page: "/generations")
  }
}

extension Generation {
  fileprivate var verdict: Evidence.Finding.Verdict {
    switch outcome {
    case .done, .unchanged: .good
    case nil: .due
    default: .bad
    }
  }
}

extension Rollout.Outcome {
  fileprivate var name: Text {
    switch self {
    case .done: Text(en: "in force", es: "en vigor")
    case .unchanged: Text(en: "nothing to do", es: "nada que hacer")
    case .refused: Text(en: "refused", es: "rechazada")
    case .returned: Text(en: "taken back", es: "retirada")
    case .failed: Text(en: "failed", es: "fallida")
    }
  }
}
