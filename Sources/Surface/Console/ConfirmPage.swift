import MailModel

extension PageContent {
  /// What is about to happen, before it does: the page of a dangerous thing. Its form carries it out.
  package static func confirm(_ title: Text, effects: [Text], _ form: ConsoleForm, back: String) -> PageContent {
    PageContent(
      title, template,
      [
        "effects": effects.map { $0 as any Sendable } as [any Sendable], "confirm": form.data, "back": back,
      ], status: form.fault == nil ? 200 : 422)
  }

  private static let template = PageTemplate(
    "confirm",
    texts: ["leave": Text(en: "Leave it as it is", es: "Dejarlo como está")],
    """
    <div class="card narrow">
    <ul class="effects">{{#effects}}<li>{{.}}</li>
    {{/effects}}</ul>
    {{#confirm}}{{>form}}{{/confirm}}
    <p><a href="{{back}}">{{t.leave}}</a></p>
    </div>
    """)
}
