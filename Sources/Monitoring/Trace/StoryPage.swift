import Foundation
import Kernel
import MailModel
import Surface

/// One message: the sentence that answers the question first, then who and where, then step by step, and last the lines
/// themselves.
enum StoryPage {
  static func content(of story: TracedStory) -> PageContent {
    let message = story.message
    let data: [String: any Sendable] = [
      "verdict": message.verdict, "kind": message.color, "facts": facts(of: message).map(\.data) as [any Sendable],
      "recipients": message.recipients.map(outcome) as [any Sendable], "anyRecipient": !message.recipients.isEmpty,
      "steps": steps(of: story) as [any Sendable],
      "lines": story.steps.map { ["program": $0.program, "line": $0.line] as [String: any Sendable] as any Sendable }
        as [any Sendable],
      "count": Text(en: "\(story.steps.count) lines", es: "\(story.steps.count) líneas"),
      "linked": story.linked.map(link) as [any Sendable], "anyLinked": !story.linked.isEmpty,
    ]
    return PageContent(Text(verbatim: message.id), template, data)
  }

  private static func facts(of message: TracedMessage) -> [PageFact] {
    let symbols = message.filter.map { filter in
      let names = filter.symbols.filter { $0.score != 0 }.prefix(12).map { "\($0.name) \($0.score)" }.joined(
        separator: ", ")
      return "\(filter.score) / \(filter.threshold)" + (names.isEmpty ? "" : " (\(names))")
    }
    let facts: [(Text, String?)] = [
      (Text(en: "Arrived", es: "Llegó"), PageTime.text(message.first)),
      (Text(en: "From", es: "De"), message.kind == .signIn ? nil : message.origin),
      (Text(en: "Client's address", es: "IP del cliente"), message.client),
      (Text(en: "Signed in as", es: "Sesión de"), message.account),
      (Text(en: "By", es: "Por"), message.access.map(Verdict.access)),
      (Text(en: "App password", es: "Contraseña de aplicación"), message.appPassword),
      (Text(verbatim: "Message-ID"), message.messageID),
      (Text(en: "Size", es: "Tamaño"), message.size.map { "\($0) bytes" }),
      (Text(en: "Filter", es: "Filtro"), symbols),
    ]
    return facts.compactMap { label, value in (value ?? "").isEmpty ? nil : PageFact(label, value ?? "") }
  }

  /// Who got it, what the code means, what was said, and where the time went.
  private static func outcome(for recipient: TracedRecipient) -> any Sendable {
    [
      "address": recipient.address, "originally": recipient.originally ?? "",
      "status": recipient.status?.name ?? Text(verbatim: ""), "relay": recipient.staysHere ? "" : recipient.relay ?? "",
      "meaning": recipient.status == .delivered
        ? Text(verbatim: "")
        : EnhancedStatus.meaning(of: recipient.dsn)
          ?? Text(verbatim: ""),
      "words": recipient.words ?? "", "delay": recipient.delay.map { "\($0) s" } ?? "", "stages": stages(of: recipient),
    ] as [String: any Sendable]
  }

  private static func stages(of recipient: TracedRecipient) -> Text {
    let names = [
      Text(en: "before the queue", es: "antes de la cola"), Text(en: "in the queue", es: "en la cola"),
      Text(en: "connecting", es: "conectando"), Text(en: "sending", es: "enviando"),
    ]
    let parts = zip(names, recipient.stages ?? []).filter { $1 > 0 }.map { name, seconds in
      Text(en: "\(seconds) s \(name.en)", es: "\(seconds) s \(name.es)")
    }
    let comma = ", "
    return Text(en: parts.map(\.en).joined(separator: comma), es: parts.map(\.es).joined(separator: comma))
  }

  /// What has words, with the time since the step before where people would have to wait.
  private static func steps(of story: TracedStory) -> [any Sendable] {
    var last: Date?
    return story.steps.compactMap { step -> (any Sendable)? in
      guard let words = step.words else { return nil }
      let wait = last.map { Int(step.at.timeIntervalSince($0)) } ?? 0
      defer { last = step.at }
      return [
        "at": PageTime.clock(step.at), "words": words, "wait": wait < 1 ? Text(verbatim: "") : span(wait),
      ] as [String: any Sendable]
    }
  }

  private static func span(_ seconds: Int) -> Text {
    switch seconds {
    case ..<120: Text(en: "\(seconds) s later", es: "\(seconds) s después")
    case ..<7_200: Text(en: "\(seconds / 60) min later", es: "\(seconds / 60) min después")
    default: Text(en: "\(seconds / 3_600) h later", es: "\(seconds / 3_600) h después")
    }
  }

  private static func link(to other: TracedMessage) -> any Sendable {
    ["id": other.id, "path": TracePages.path(of: other.id), "verdict": other.verdict] as [String: any Sendable]
  }

  private static let template = PageTemplate(
    "story",
    texts: [
      "steps": Text(en: "Step by step", es: "Paso a paso"), "time": Text(en: "Time (UTC)", es: "Hora (UTC)"),
      "what": Text(en: "What happened", es: "Qué pasó"), "recipients": Text(en: "Recipients", es: "Destinatarios"),
      "said": Text(en: "The other side said", es: "La otra parte dijo"),
      "means": Text(en: "That means", es: "Eso significa"),
      "took": Text(en: "It took", es: "Tardó"), "lines": Text(en: "Lines of the logs", es: "Líneas de los registros"),
      "linked": Text(en: "Goes with", es: "Va con"), "by": Text(en: "by", es: "por"),
    ],
    """
    <p class="message {{kind}}">{{verdict}}</p>
    <section><dl>{{#facts}}<dt>{{label}}</dt><dd>{{value}}</dd>
    {{/facts}}</dl></section>
    {{#anyRecipient}}<section><h2>{{t.recipients}}</h2><ul>
    {{#recipients}}<li><strong>{{address}}</strong>{{#originally}} ({{originally}}){{/originally}}: {{status}}{{#relay}} {{t.by}} {{relay}}{{/relay}}
    {{#meaning}}<br>{{t.means}}: {{meaning}}.{{/meaning}}{{#words}}<br>{{t.said}}: “{{words}}”{{/words}}{{#delay}}<br><span class="quiet">{{t.took}} {{delay}}{{#stages}}: {{stages}}{{/stages}}</span>{{/delay}}</li>
    {{/recipients}}</ul></section>{{/anyRecipient}}
    <section><h2>{{t.steps}}</h2><div class="table" role="region" aria-label="{{t.steps}}" tabindex="0"><table>
    <thead><tr><th scope="col">{{t.time}}</th><th scope="col">{{t.what}}</th></tr></thead><tbody>
    {{#steps}}<tr><td>{{at}}</td><td>{{words}}{{#wait}} <span class="quiet">{{wait}}</span>{{/wait}}</td></tr>
    {{/steps}}</tbody></table></div></section>
    {{#anyLinked}}<section><h2>{{t.linked}}</h2><ul>{{#linked}}<li><a href="{{path}}">{{id}}</a>: {{verdict}}</li>
    {{/linked}}</ul></section>{{/anyLinked}}
    <section><h2>{{t.lines}}</h2><details><summary>{{count}}</summary>
    {{#lines}}<p><code>{{line}}</code></p>
    {{/lines}}</details></section>
    """)
}
