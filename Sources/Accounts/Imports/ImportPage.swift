import Kernel
import MailModel
import Surface

/// One import: how far it is, what it found, and what can be done about it.
enum ImportPage {
  /// Lines that the page shows; the report has all.
  private static let shown = 100

  static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let run = try await request.plane.ask(ShowImport(id: request.query["id", default: ""]), as: principal)
    let refused = try await request.plane.ask(
      ListImportRows(id: run.id, result: .refused, limit: QueryNumber(shown)), as: principal
    ).items
    let may = principal.may(StartImport.permission, in: run.domain.map(Scope.domain) ?? .everything)
    var data: [String: any Sendable] = [
      "state": run.state.name, "kind": run.kind, "percent": run.percent, "working": run.state.isWorking,
      "dry": run.state == .checking || run.state == .checked, "any": run.rows > 0,
      "added": run.added, "changed": run.changed, "unchanged": run.unchanged, "refused": run.refused,
      "problem": run.fault?.message ?? Text(verbatim: ""), "advice": run.fault?.hint ?? Text(verbatim: ""),
      "rows": refused.map { row($0, request.language) as any Sendable } as [any Sendable],
      "report": run.rows > 0 ? "\(ImportPages.path)/\(run.id)/report" : "", "more": run.refused > refused.count,
      "start": false, "stop": false,
    ]
    if may, run.state == .checked { data["start"] = form(run, "start", fault).data }
    if may, !run.state.isOver { data["stop"] = form(run, "stop", nil).data }
    var content = PageContent(Text(verbatim: run.file), template, data, status: fault == nil ? 200 : 422)
    content.refresh = run.state.isWorking ? 2 : nil
    return content
  }

  private static func form(_ run: Import, _ step: String, _ fault: Fault?) -> ConsoleForm {
    let submit =
      step == "stop"
      ? Text(en: "Stop", es: "Detener")
      : Text(
        en: "Carry out: \(run.added) to add, \(run.changed) to change",
        es: "Llevar a cabo: añadir \(run.added), modificar \(run.changed)")
    return ConsoleForm(
      "\(ImportPages.path)/\(run.id)/\(step)", submit: submit, isDangerous: step == "stop", isInline: true, fault: fault
    )
  }

  private static func row(_ row: ImportRow, _ language: Language) -> [String: any Sendable] {
    [
      "line": row.line, "address": row.address,
      "why": row.findings.map { $0.line(in: language) }.joined(separator: "; "),
    ]
  }

  private static let template = PageTemplate(
    "import",
    texts: [
      "dry": Text(
        en: "A dry run: nothing has changed. This is what would become of the file.",
        es: "Un ensayo: nada ha cambiado. Esto es lo que sería del fichero."),
      "added": Text(en: "Added", es: "Añadidas"), "changed": Text(en: "Changed", es: "Modificadas"),
      "unchanged": Text(en: "Left as they are", es: "Sin cambios"), "refused": Text(en: "Refused", es: "Rechazadas"),
      "line": Text(en: "Line", es: "Línea"), "address": Text(en: "Address", es: "Dirección"),
      "why": Text(en: "Why it was refused", es: "Por qué se rechazó"),
      "lines": Text(en: "Refused lines", es: "Líneas rechazadas"),
      "more": Text(en: "There are more; the report has all of them.", es: "Hay más; el informe las tiene todas."),
      "report": Text(en: "Download the report", es: "Descargar el informe"),
      "progress": Text(en: "Progress", es: "Progreso"), "again": Text(en: "Look again", es: "Mirar otra vez"),
    ],
    """
    <p><span class="tag {{kind}}">{{state}}</span></p>
    {{#problem}}<p class="message bad" role="alert">{{problem}} {{advice}}</p>{{/problem}}
    {{#working}}<p><progress max="100" value="{{percent}}" aria-label="{{t.progress}}">{{percent}} %</progress> {{percent}} %
    <a href="">{{t.again}}</a></p>{{/working}}
    {{#dry}}<p class="message due">{{t.dry}}</p>{{/dry}}
    {{#any}}<div class="card table"><table>
    <thead><tr><th scope="col">{{t.added}}</th><th scope="col">{{t.changed}}</th><th scope="col">{{t.unchanged}}</th><th scope="col">{{t.refused}}</th></tr></thead>
    <tbody><tr><td>{{added}}</td><td>{{changed}}</td><td>{{unchanged}}</td><td>{{refused}}</td></tr></tbody></table></div>{{/any}}
    {{#start}}{{>form}}{{/start}} {{#stop}}{{>form}}{{/stop}}
    {{#report}}<p><a href="{{report}}">{{t.report}}</a></p>{{/report}}
    {{#refused}}<section><h2>{{t.lines}}</h2>
    <div class="card table"><table>
    <thead><tr><th scope="col" class="number">{{t.line}}</th><th scope="col">{{t.address}}</th><th scope="col">{{t.why}}</th></tr></thead>
    <tbody>
    {{#rows}}<tr><td class="number">{{line}}</td><td>{{address}}</td><td>{{why}}</td></tr>
    {{/rows}}
    </tbody></table></div>{{#more}}<p>{{t.more}}</p>{{/more}}</section>{{/refused}}
    """)
}
