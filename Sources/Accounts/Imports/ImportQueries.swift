import Kernel
import MailModel
import Store

package struct ListImports: DomainQuery {
  package static let name = "imports.list"
  package static let route = Route.get("imports")
  package static let permission: Permission = "imports.read"
  package static let summary = Text(
    en: "Lists imports, the newest first.", es: "Enumera importaciones, la última antes.")
  package var domain: DomainName?
  package var after: String?
  package var limit: QueryNumber?
  package var scope: Scope { domain.map(Scope.domain) ?? .everything }

  package init(domain: DomainName? = nil, after: String? = nil, limit: QueryNumber? = nil) {
    self.domain = domain
    self.after = after
    self.limit = limit
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> Page<Import> {
    let size = Page<Import>.size(limit)
    return Page(rows: try Import.list(within: visible, before: after, limit: size + 1, in: db), limit: size) { $0.key }
  }
}

package struct ShowImport: DomainQuery {
  package static let name = "imports.show"
  package static let route = Route.get("imports/{id}")
  package static let permission: Permission = "imports.read"
  package static let summary = Text(en: "Shows how far an import is.", es: "Muestra cómo va una importación.")
  package var id: String

  package init(id: String) {
    self.id = id
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> Import {
    try Import.existing(id, within: visible, in: db)
  }
}

/// What became of each line, page by page.
package struct ListImportRows: DomainQuery {
  package static let name = "imports.rows"
  package static let route = Route.get("imports/{id}/rows")
  package static let permission: Permission = "imports.read"
  package static let summary = Text(
    en: "Says what became of each line of an import.", es: "Dice qué fue de cada línea de una importación.")
  package var id: String
  package var result: ImportRow.Result?
  /// The line after which the page begins.
  package var after: QueryNumber?
  package var limit: QueryNumber?

  package init(id: String, result: ImportRow.Result? = nil, after: QueryNumber? = nil, limit: QueryNumber? = nil) {
    self.id = id
    self.result = result
    self.after = after
    self.limit = limit
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> Page<ImportRow> {
    _ = try Import.existing(id, within: visible, in: db)
    let size = Page<ImportRow>.size(limit)
    let rows = try ImportRow.list(of: id, result, after: after?.value ?? 0, limit: size + 1, in: db)
    return Page(rows: rows, limit: size) { String($0.line) }
  }
}
