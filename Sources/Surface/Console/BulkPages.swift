import Kernel
import MailModel

/// The two pages behind a list's bulk actions: what would happen to each row, and what has.
package struct BulkPages: Sendable {
  /// The list's.
  let path: String
  let actions: [BulkAction]

  package init(_ path: String, _ actions: [BulkAction]) {
    self.path = path
    self.actions = actions
  }

  package var pages: [ConsolePage] {
    [
      .submit("\(path)/bulk", for: .signedIn) { .page(try await preview($0)) },
      .submit("\(path)/bulk/confirm", for: .signedIn) { .page(try await carryOut($0)) },
    ]
  }

  private struct Line {
    var key: String
    var effect: Text
    var fault: Fault?
    var waits = false
  }

  /// Rows come again as `row` where something would happen to them, and as `refused` where not.
  private func preview(_ request: PageRequest) async throws -> PageContent {
    let action = try action(request)
    let lines = try await lines(request.all("row") + request.all("refused"), request, action.rehearse)
    let willing = lines.filter { $0.fault == nil }.count
    // What is wrong with a field is said there, once, not at each row.
    let fault = lines.compactMap(\.fault).first { fault in action.fields.contains { $0.name == fault.field } }
    let form = ConsoleForm("", action.fields, submit: action.title, values: request.form, fault: fault)
    return PageContent(
      action.title, .bulkPreview,
      form.data.merging([
        "bulk": action.name, "path": path, "lines": data(of: lines), "any": !lines.isEmpty,
        "typed": !action.fields.isEmpty,
        "danger": action.isDangerous, "submit": submit(action, willing), "willing": willing > 0,
        "count": Text(
          en: "This is what would happen. Nothing has happened yet.",
          es: "Esto es lo que pasaría. Todavía no ha pasado nada."),
      ]) { $1 }, status: lines.isEmpty ? 422 : 200)
  }

  private func carryOut(_ request: PageRequest) async throws -> PageContent {
    let action = try action(request)
    var request = request
    request.together = request.all("row").count
    let lines = try await lines(request.all("row"), request, action.perform)
    let done = lines.filter { $0.fault == nil && !$0.waits }.count
    return PageContent(
      action.title, .bulkOutcome, ["path": path, "lines": data(of: lines), "any": !lines.isEmpty],
      notice: Text(en: "\(done) of \(lines.count) done.", es: "Hecho: \(done) de \(lines.count)."))
  }

  private func submit(_ action: BulkAction, _ count: Int) -> Text {
    Text(en: "\(action.title.en) (\(count))", es: "\(action.title.es) (\(count))")
  }

  private func action(_ request: PageRequest) throws -> BulkAction {
    guard let action = actions.first(where: { $0.name == request.form["bulk"] }) else {
      throw Fault(
        .notFound, en: "there is no such action for this list", es: "no hay tal acción para esta lista",
        hint: Text(en: "choose one below the list", es: "elija una debajo de la lista"))
    }
    return action
  }

  /// A refusal is a row's own; whatever else goes wrong ends it all.
  private func lines(
    _ keys: [String], _ request: PageRequest, _ work: (String, PageRequest) async throws -> Text
  ) async throws -> [Line] {
    var lines: [Line] = []
    for key in keys {
      do {
        lines.append(Line(key: key, effect: try await work(key, request)))
      } catch let waiting as AwaitingApproval {
        lines.append(Line(key: key, effect: waiting.message, waits: true))
      } catch let fault as Fault {
        lines.append(Line(key: key, effect: fault.message, fault: fault))
      }
    }
    return lines
  }

  private func data(of lines: [Line]) -> [any Sendable] {
    lines.map { line -> any Sendable in
      [
        "key": line.key, "effect": line.effect, "hint": line.fault?.hint ?? Text(verbatim: ""),
        "field": line.fault == nil ? "row" : "refused", "kind": line.waits ? "due" : line.fault == nil ? "good" : "bad",
        "word": line.waits
          ? Text(en: "not yet", es: "aún no")
          : line.fault == nil ? Text(en: "yes", es: "sí") : Text(verbatim: "no"),
      ] as [String: any Sendable]
    }
  }
}

extension PageTemplate {
  private static let bulkTexts = [
    "back": Text(en: "Back to the list", es: "Volver a la lista"), "each": Text(en: "Each", es: "Cada uno"),
    "what": Text(en: "Effect", es: "Efecto"), "is": Text(en: "Happens", es: "Ocurre"),
    "again": Text(en: "Show the effect again", es: "Ver el efecto otra vez"),
    "leave": Text(en: "Leave everything as it is", es: "Dejarlo todo como está"),
    "none": Text(
      en: "No row is chosen: tick some in the list first.",
      es: "No hay filas elegidas: marque antes algunas en la lista."),
  ]

  private static let bulkTable = """
    <div class="card table" role="region" aria-label="{{t.what}}" tabindex="0"><table>
    <thead><tr><th scope="col">{{t.each}}</th><th scope="col">{{t.is}}</th><th scope="col">{{t.what}}</th></tr></thead>
    <tbody>
    {{#lines}}<tr><td>{{key}}</td><td><span class="tag {{kind}}">{{word}}</span></td><td>{{effect}}{{#hint}}<br><span class="quiet">{{hint}}</span>{{/hint}}</td></tr>
    {{/lines}}
    </tbody></table></div>
    """

  fileprivate static let bulkPreview = PageTemplate(
    "bulk-preview", texts: bulkTexts,
    """
    {{^any}}<p class="message bad" role="alert">{{t.none}}</p>{{/any}}
    {{#any}}<p class="message due">{{count}}</p>
    <form method="post" action="{{path}}/bulk/confirm">
    <input type="hidden" name="form-token" value="{{formToken}}">
    <input type="hidden" name="bulk" value="{{bulk}}">
    {{#lines}}<input type="hidden" name="{{field}}" value="{{key}}">{{/lines}}
    {{#typed}}<div class="card">{{#fields}}{{>field}}{{/fields}}
    <button class="second" formaction="{{path}}/bulk" formnovalidate>{{t.again}}</button></div>{{/typed}}
    \(bulkTable)
    {{#willing}}<button{{#danger}} class="danger"{{/danger}}>{{submit}}</button>{{/willing}}
    </form>{{/any}}
    <p><a href="{{path}}">{{t.leave}}</a></p>
    """)

  fileprivate static let bulkOutcome = PageTemplate(
    "bulk-outcome", texts: bulkTexts,
    """
    {{^any}}<p class="message bad" role="alert">{{t.none}}</p>{{/any}}
    {{#any}}\(bulkTable){{/any}}
    <p><a href="{{path}}">{{t.back}}</a></p>
    """)
}
