import Foundation
import MailModel

/// A list as a page shows it: filtered, sorted, page by page, with rows that can be chosen for a bulk action.
package struct ConsoleList: Sendable {
  package struct Column: Sendable {
    package var title: Text
    /// The name by which the list can be sorted by it.
    package var order: String?
    package var isNumber: Bool

    package init(_ title: Text, order: String? = nil, isNumber: Bool = false) {
      self.title = title
      self.order = order
      self.isNumber = isNumber
    }
  }

  package enum Cell: Sendable {
    case text(Text)
    case link(String, to: String)
    /// A word with one of the colours `good`, `due`, `bad`.
    case tag(Text, String)

    package static func text(_ text: String) -> Cell { .text(Text(verbatim: text)) }
    package static func time(_ date: Date?) -> Cell { .text(date.map(PageTime.text) ?? "—") }
  }

  package struct Row: Sendable {
    /// What a bulk action calls it.
    package var key: String
    package var cells: [Cell]

    package init(_ key: String, _ cells: [Cell]) {
      self.key = key
      self.cells = cells
    }
  }

  /// What to do while there is nothing.
  package struct Way: Sendable {
    package var title: Text
    package var path: String

    package init(_ title: Text, to path: String) {
      self.title = title
      self.path = path
    }
  }

  package var path: String
  package var caption: Text
  package var columns: [Column]
  package var rows: [Row]
  package var query: ListQuery
  package var filters: [FormField]
  /// Where the next page begins; `nil` on the last.
  package var next: String?
  /// Those that the reader may ask for.
  package var bulk: [BulkAction]
  /// What stands in place of no rows.
  package var empty: Text
  package var way: Way?

  package init(
    _ path: String, _ caption: Text, columns: [Column], rows: [Row], query: ListQuery = ListQuery([:]),
    filters: [FormField] = [], next: String? = nil, bulk: [BulkAction] = [], empty: Text, way: Way? = nil
  ) {
    self.path = path
    self.caption = caption
    self.columns = columns
    self.rows = rows
    self.query = query
    self.filters = filters
    self.next = next
    self.bulk = bulk
    self.empty = empty
    self.way = way
  }

  /// As the template `list` takes it; the console adds the token.
  package var data: [String: any Sendable] {
    [
      "path": path, "caption": caption, "any": !rows.isEmpty, "empty": empty, "filtered": !filters.isEmpty,
      "filters": filters.map { $0.data(in: "filter", value: query.values[$0.name] ?? "") as any Sendable }
        as [any Sendable],
      "columns": columns.map { data(of: $0) as any Sendable } as [any Sendable],
      "rows": markup, "bulk": !bulk.isEmpty,
      "actions": bulk.map { ["action": $0.name, "title": $0.title] as [String: any Sendable] as any Sendable }
        as [any Sendable],
      "everyRow": query.link(["choose": "all", "after": query.after ?? ""]),
      "next": next.map { query.link(["after": $0]) } ?? "", "first": query.after == nil ? "" : query.link([:]),
      "paged": next != nil || query.after != nil,
      "way": way.map { ["title": $0.title, "path": $0.path] as [String: any Sendable] as any Sendable } ?? false,
      "w": Self.words, ConsoleFrame.tokenWanted: true,
    ]
  }

  private func data(of column: Column) -> [String: any Sendable] {
    let isSorted = column.order != nil && query.order == column.order
    let wanted = column.order.map { isSorted && !query.isDescending ? "-\($0)" : $0 }
    return [
      "title": column.title, "number": column.isNumber, "sort": wanted.map { query.link(["sort": $0]) } ?? "",
      "sorted": isSorted ? (query.isDescending ? "descending" : "ascending") : "",
      "arrow": isSorted ? (query.isDescending ? "▼" : "▲") : "",
    ]
  }

  private static let words: [String: any Sendable] = [
    "show": Text(en: "Show", es: "Mostrar"), "all": Text(en: "All", es: "Todo"),
    "chosen": Text(en: "With those chosen", es: "Con lo elegido"),
    "effect": Text(en: "Show the effect…", es: "Ver el efecto…"),
    "first": Text(en: "First page", es: "Primera página"), "next": Text(en: "Next page", es: "Página siguiente"),
  ]
}
