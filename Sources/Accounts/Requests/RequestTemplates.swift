import MailModel
import Surface

enum RequestTemplates {
  static let list = PageTemplate(
    "requests",
    """
    {{#first}}{{>list}}{{/first}}
    {{#list}}{{>list}}{{/list}}
    """)

  static let page = PageTemplate(
    "request",
    texts: [
      "plan": Text(en: "What it would change", es: "Qué cambiaría"), "field": Text(en: "Field", es: "Campo"),
      "before": Text(en: "Now", es: "Ahora"), "after": Text(en: "Then", es: "Después"),
      "decide": Text(en: "Decide", es: "Decidir"),
      "same": Text(en: "Nothing that can be shown.", es: "Nada que pueda mostrarse."),
      "waits": Text(
        en: "It is done as soon as somebody else who may do the same approves it.",
        es: "Se hará en cuanto lo apruebe otra persona que pueda hacer lo mismo."),
    ],
    """
    {{#problem}}<p class="message bad" role="alert">{{problem}}{{#advice}} <span>{{advice}}</span>{{/advice}}</p>{{/problem}}
    {{#waits}}<p class="message due">{{t.waits}}</p>{{/waits}}
    <div class="card table"><table><tbody>
    {{#facts}}<tr><th scope="row">{{name}}</th><td>{{value}}</td></tr>
    {{/facts}}
    </tbody></table></div>
    <section><h2>{{t.plan}}</h2>
    {{#parts}}<h3>{{title}}</h3>
    <p class="quiet"><code>{{request}}</code></p>
    {{^any}}<p>{{t.same}}</p>{{/any}}
    {{#any}}<div class="table"><table>
    <thead><tr><th scope="col">{{t.field}}</th><th scope="col">{{t.before}}</th><th scope="col">{{t.after}}</th></tr></thead>
    <tbody>{{#changes}}<tr><td>{{field}}</td><td><code>{{before}}</code></td><td><code>{{after}}</code></td></tr>
    {{/changes}}</tbody></table></div>{{/any}}
    {{/parts}}</section>
    {{#approve}}<section><h2>{{t.decide}}</h2>{{>form}}</section>{{/approve}}
    {{#deny}}{{>form}}{{/deny}}
    {{#withdraw}}{{>form}}{{/withdraw}}
    """)
}
