import Kernel
import MailModel

/// The console's first page: the process itself, clause by clause, with what there is to show for each.
enum ProcessPage {
  static func home(_ evidence: [Evidence]) -> ConsolePage {
    .show("/", for: .signedIn, entry: .init(Text(en: "Process", es: "Proceso"), order: 0, in: .process)) { request in
      let principal = try request.principal()
      let mine = evidence.filter { principal.may($0.permission, in: .everything) }
      let findings = await findings(mine, request.plane, principal)
      let clauses = Clause.allCases.map { clause -> any Sendable in
        let shown = zip(mine, findings).filter { $0.0.clause == clause }.map { data(of: $0.0, $0.1) as any Sendable }
        return [
          "number": clause == .audit ? "" : "\(clause.rawValue).", "title": clause.title,
          "duties": clause.duties.map { $0 as any Sendable } as [any Sendable], "evidence": shown as [any Sendable],
          "bare": shown.isEmpty && principal.may("status.read", in: .everything),
        ] as [String: any Sendable]
      }
      return .page(
        PageContent(
          Text(
            en: "Email service administration process",
            es: "Proceso de administración del servicio de correo electrónico"),
          template, ["clauses": clauses as [any Sendable], "objective": objective]))
    }
  }

  /// Side by side: one that waits for its answer holds no other up.
  private static func findings(_ evidence: [Evidence], _ plane: ControlPlane, _ principal: Principal) async
    -> [Evidence.Finding]
  {
    await withTaskGroup(of: (Int, Evidence.Finding).self) { group in
      for (place, item) in evidence.enumerated() {
        group.addTask { (place, await finding(item, plane, principal)) }
      }
      return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private static func finding(_ evidence: Evidence, _ plane: ControlPlane, _ principal: Principal) async
    -> Evidence.Finding
  {
    do {
      return try await evidence.find(plane, principal)
    } catch {
      let reason = (error as? Fault)?.message ?? Text(en: "it could not be looked at", es: "no se pudo consultar")
      return Evidence.Finding(.due, reason)
    }
  }

  private static func data(of evidence: Evidence, _ finding: Evidence.Finding) -> [String: any Sendable] {
    [
      "title": evidence.title, "text": finding.text, "verdict": finding.verdict.rawValue, "word": finding.verdict.word,
      "page": finding.page ?? "",
    ]
  }

  private static let objective = Text(
    en: """
      To guarantee the availability, security and functionality of the email service for the organisation's users.
      """,
    es: """
      Garantizar la disponibilidad, seguridad y funcionalidad del servicio de correo electrónico para los usuarios de \
      la organización.
      """)

  private static let template = PageTemplate(
    "process",
    texts: [
      "objective": Text(en: "Objective", es: "Objetivo"),
      "bare": Text(
        en: "There is nothing to show for this clause yet.", es: "Aún no hay nada que mostrar para esta cláusula."),
      "more": Text(en: "More", es: "Más"),
    ],
    """
    <p><strong>{{t.objective}}.</strong> {{objective}}</p>
    {{#clauses}}
    <section>
    <h2>{{number}} {{title}}</h2>
    {{#duties}}<p>{{.}}</p>
    {{/duties}}
    {{#bare}}<p class="quiet">{{t.bare}}</p>{{/bare}}
    <ul class="evidence">
    {{#evidence}}<li><span class="tag {{verdict}}">{{word}}</span> <strong>{{title}}</strong> {{text}}{{#page}} <a href="{{page}}">{{t.more}}</a>{{/page}}</li>
    {{/evidence}}
    </ul>
    </section>
    {{/clauses}}
    """)
}

extension Evidence.Finding.Verdict {
  var word: Text {
    switch self {
    case .good: Text(en: "Good", es: "Bien")
    case .due: Text(en: "To do", es: "Pendiente")
    case .bad: Text(en: "Bad", es: "Mal")
    }
  }
}
