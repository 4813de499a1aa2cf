import Foundation
import Kernel
import MailModel
import Surface

/// Imports in the console: sending a file, what its dry run found, carrying it out, and the report.
enum ImportPages {
  static let path = "/imports"
  static let pages: [ConsolePage] = [
    .show(
      path, for: .holders(of: ListImports.permission), entry: .init(Text(en: "Imports", es: "Importaciones"), order: 15)
    ) { request in .page(try await list(request)) },
    .show("\(path)/new", for: .holders(of: BeginImport.permission)) { .page(try await new($0)) },
    .submit(path, for: .holders(of: BeginImport.permission), uploads: largest) { try await send($0) },
    .show("\(path)/{id}", for: .holders(of: ShowImport.permission)) { .page(try await ImportPage.page($0)) },
    .show("\(path)/{id}/report", for: .holders(of: ListImportRows.permission)) { try await report($0) },
    .submit("\(path)/{id}/start", for: .holders(of: StartImport.permission)) { request in
      try await change(request) {
        _ = try await request.plane.perform(StartImport(id: $0.id, domain: $0.domain), as: request.principal())
      }
    },
    .submit("\(path)/{id}/stop", for: .holders(of: StopImport.permission)) { request in
      try await change(request) {
        _ = try await request.plane.perform(StopImport(id: $0.id, domain: $0.domain), as: request.principal())
      }
    },
  ]

  /// Octets of a file that a browser may send; the command takes more.
  private static let largest = 16 << 20

  private static func list(_ request: PageRequest) async throws -> PageContent {
    let query = ListQuery(request.query)
    let principal = try request.principal()
    let page = try await request.plane.ask(
      ListImports(after: query.after, limit: QueryNumber(query.size)), as: principal)
    let title = Text(en: "Imports", es: "Importaciones")
    let may = principal.maySomewhere(BeginImport.permission)
    let list = ConsoleList(
      path, title,
      columns: [
        .init(Text(en: "File", es: "Fichero")), .init(Text(en: "State", es: "Estado")),
        .init(Text(en: "Lines", es: "Líneas"), isNumber: true),
        .init(Text(en: "Refused", es: "Rechazadas"), isNumber: true), .init(Text(en: "By", es: "Por")),
        .init(Text(en: "Since", es: "Desde")),
      ],
      rows: page.items.map { run in
        .init(
          run.id,
          [
            .link(run.file, to: "\(path)/\(run.id)"), .tag(run.state.name, run.kind), .text("\(run.rows)"),
            .text("\(run.refused)"), .text(run.actor), .time(run.created),
          ])
      }, query: query, next: page.next,
      empty: Text(en: "There was no import yet.", es: "Aún no ha habido ninguna importación."),
      way: may ? .init(Text(en: "Import accounts", es: "Importar cuentas"), to: "\(path)/new") : nil)
    return PageContent(title, template, ["list": list.data, "new": may && !page.items.isEmpty])
  }

  private static func new(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let domains = try await request.plane.ask(ListDomains(), as: principal).map(\.name)
      .filter { principal.may(BeginImport.permission, in: .domain($0)) }
    let all = FormField.Choice("", Text(en: "Any", es: "Cualquiera"))
    let choices = (principal.may(BeginImport.permission, in: .everything) ? [all] : []) + domains.map { .init($0.name) }
    let form = ConsoleForm(
      path,
      [
        FormField(
          "file", .file, Text(en: "CSV file", es: "Fichero CSV"),
          hint: Text(
            en: "At most \(largest >> 20) MiB. Its first line names the columns: address, name, password, hash, class, "
              + "quota, aliases, groups, from, until.",
            es: "Como mucho \(largest >> 20) MiB. Su primera línea nombra las columnas: dirección, nombre, contraseña, "
              + "hash, clase, cuota, alias, grupos, desde, hasta.")),
        FormField("domain", .select(choices), Text(en: "Domain of all accounts", es: "Dominio de todas las cuentas")),
        FormField(
          "updates", .check, Text(en: "Change accounts that are there", es: "Modificar las cuentas que ya existen"),
          isRequired: false),
      ], submit: Text(en: "Check the file", es: "Comprobar el fichero"), values: request.form, fault: fault)
    return PageContent(
      Text(en: "Import accounts", es: "Importar cuentas"), newTemplate, ["form": form.data],
      status: fault == nil ? 200 : 422)
  }

  /// A file from a browser is checked first, always.
  private static func send(_ request: PageRequest) async throws -> PageReply {
    do {
      guard let file = request.files["file"] else {
        throw Fault(.invalid, en: "no file was chosen", es: "no se eligió ningún fichero", field: "file")
      }
      let domain = try request.form["domain"].flatMap { try $0.isEmpty ? nil : DomainName($0) }
      let principal = try request.principal()
      let upload = ImportUpload(
        file: file.name, size: file.content.count, domain: domain, updates: request.form["updates"] != nil
      ) { offset, count in file.content.dropFirst(offset).prefix(count) }
      let run = try await upload.send(
        begin: { try await request.plane.perform($0, as: principal) },
        append: { try await request.plane.perform($0, as: principal) })
      if run.state == .receiving {
        _ = try await request.plane.perform(StartImport(id: run.id, domain: domain, dryRun: true), as: principal)
      }
      return .redirect(to: "\(path)/\(run.id)")
    } catch let fault as Fault where fault.code == .invalid || fault.code == .notFound {
      let isOurs = fault.field == "size" || fault.field == "digest"
      return .page(try await new(request, isOurs ? fault.at(field: "file") : fault))
    }
  }

  private static func change(_ request: PageRequest, _ work: (Import) async throws -> Void) async throws -> PageReply {
    let id = request.query["id", default: ""]
    do {
      try await work(try await request.plane.ask(ShowImport(id: id), as: request.principal()))
      return .redirect(to: "\(path)/\(PagePath.escaped(id))")
    } catch let fault as Fault where fault.code == .conflict {
      return .page(try await ImportPage.page(request, fault))
    }
  }

  private static func report(_ request: PageRequest) async throws -> PageReply {
    let principal = try request.principal()
    let run = try await request.plane.ask(ShowImport(id: request.query["id", default: ""]), as: principal)
    let (plane, language) = (request.plane, request.language)
    let name = "report-\(run.id.prefix(8)).csv"
    return .download(
      Download(name, "text/csv; charset=utf-8") { cursor in
        let after = cursor.flatMap { Int($0) }.map { QueryNumber($0) }
        let page = try await plane.ask(ListImportRows(id: run.id, after: after), as: principal)
        let lines = page.items.map { ImportReport.line($0, in: language) }.joined()
        return .init((cursor == nil ? "\u{FEFF}" + ImportReport.head(in: language) : "") + lines, next: page.next)
      })
  }

  private static let template = PageTemplate(
    "imports", texts: ["new": Text(en: "Import accounts", es: "Importar cuentas")],
    """
    {{#new}}<p><a class="button" href="/imports/new">{{t.new}}</a></p>{{/new}}
    {{#list}}{{>list}}{{/list}}
    """)

  private static let newTemplate = PageTemplate(
    "import-new",
    texts: [
      "first": Text(
        en: "The file is only checked at first: you see what would become of each line before anything changes.",
        es: "Primero el fichero solo se comprueba: verá qué sería de cada línea antes de que cambie nada.")
    ],
    """
    <div class="card narrow"><p>{{t.first}}</p>
    {{#form}}{{>form}}{{/form}}</div>
    """)
}

extension Import {
  /// The tag's colour.
  var kind: String {
    switch state {
    case .done: refused == 0 ? "good" : "due"
    case .failed: "bad"
    default: "due"
    }
  }
}
