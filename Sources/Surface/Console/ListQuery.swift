import Kernel
import MailModel

/// How the reader wants a list: what stands in the address of its page.
package struct ListQuery: Sendable {
  /// The fields of the filter, by their names.
  package let values: [String: String]
  /// A column's name, or `nil` for the list's own order.
  package let order: String?
  package let isDescending: Bool
  /// Where the page begins; opaque.
  package let after: String?
  /// Rows of a page.
  package let size: Int
  /// Whether all rows of the page are chosen for a bulk action.
  let choosesAll: Bool

  /// How long pages may be; the first is what a list has when nobody says.
  private static let sizes = [50, 200, 1_000]
  private static let own: Set = ["sort", "after", "choose"]

  /// Whatever is none of the possible orders or sizes counts as not said.
  package init(_ query: [String: String], orders: [String] = []) {
    values = query.filter { !Self.own.contains($0.key) && !$0.value.isEmpty }
    let sort = query["sort"] ?? ""
    isDescending = sort.hasPrefix("-")
    order = orders.first { $0 == (sort.hasPrefix("-") ? String(sort.dropFirst()) : sort) }
    after = query["after"].flatMap { $0.isEmpty ? nil : $0 }
    size = query["rows"].flatMap(Int.init).flatMap { Self.sizes.contains($0) ? $0 : nil } ?? Self.sizes[0]
    choosesAll = query["choose"] == "all"
  }

  /// As a request names it: `name`, or `-name` for the other way round.
  package var sort: String? { order.map { isDescending ? "-\($0)" : $0 } }

  package subscript(name: String) -> String? { values[name] }

  /// How many rows a page has, as a field of the filter.
  package static let rowsField = FormField(
    "rows", .select(sizes.map { FormField.Choice("\($0)") }), Text(en: "Rows", es: "Filas"))

  /// The address of the same list, with this changed; from its first page on unless `after` says otherwise.
  func link(_ changes: [String: String]) -> String {
    let query = values.merging(["sort": sort ?? ""]) { $1 }.merging(changes) { $1 }
    let text = FormValues.query(query)
    return "?" + text
  }
}
