import MailModel

/// One line of what a page tells of a thing.
package struct PageFact: Sendable {
  package var label: Text
  package var value: Text
  /// The page that tells more.
  package var path: String?

  package init(_ label: Text, _ value: Text, to path: String? = nil) {
    self.label = label
    self.value = value
    self.path = path
  }

  package init(_ label: Text, _ value: String, to path: String? = nil) {
    self.init(label, Text(verbatim: value), to: path)
  }

  package var data: any Sendable {
    ["label": label, "value": value, "path": path ?? ""] as [String: any Sendable]
  }
}

/// The pages that most capabilities have: a list, a thing, a form.
extension PageContent {
  /// A list, with the way to add to it.
  package static func list(_ title: Text, _ list: ConsoleList, add: ConsoleList.Way?, _ request: PageRequest)
    -> PageContent
  {
    // While there is nothing, the list itself leads there.
    let add = list.rows.isEmpty && list.way != nil ? nil : add
    let data: [String: any Sendable] = [
      "list": list.data, "add": add?.path ?? "", "word": add?.title ?? Text(verbatim: ""),
    ]
    return PageContent(title, listTemplate, data, notice: request.notice)
  }

  /// What a thing is, and the forms that change it; one without fields is a button.
  package static func object(
    _ title: Text, _ facts: [PageFact], _ forms: [ConsoleForm], fault: Fault? = nil, _ request: PageRequest
  ) -> PageContent {
    PageContent(
      title, objectTemplate,
      [
        "facts": facts.map(\.data) as [any Sendable], "anyFact": !facts.isEmpty,
        "forms": forms.map { $0.data as any Sendable } as [any Sendable],
      ], notice: fault == nil ? request.notice : nil, status: fault == nil ? 200 : 422)
  }

  /// One form.
  package static func form(_ title: Text, _ form: ConsoleForm) -> PageContent {
    PageContent(title, formTemplate, ["form": form.data], status: form.fault == nil ? 200 : 422)
  }

  private static let listTemplate = PageTemplate(
    "list-page",
    """
    {{#add}}<p class="actions"><a class="button" href="{{add}}">{{word}}</a></p>{{/add}}
    {{#list}}{{>list}}{{/list}}
    """)

  private static let objectTemplate = PageTemplate(
    "object-page",
    """
    {{#anyFact}}<section><dl>{{#facts}}<dt>{{label}}</dt><dd>{{#path}}<a href="{{path}}">{{value}}</a>{{/path}}{{^path}}{{value}}{{/path}}</dd>
    {{/facts}}</dl></section>{{/anyFact}}
    {{#forms}}<div class="card">{{>form}}</div>
    {{/forms}}
    """)

  private static let formTemplate = PageTemplate("form-page", "<div class=\"card\">{{#form}}{{>form}}{{/form}}</div>")
}
