import ArgumentParser
import Foundation
import Kernel

/// How a command shows its answer.
package struct OutputOptions: ParsableArguments {
  @Flag(help: ArgumentHelp(spoken(en: "Print JSON.", es: "Escribe JSON.")))
  package var json = false

  package init() {}

  /// Prints `value` as JSON, or what `people` makes of it.
  package func show<Value: Encodable>(_ value: Value, people: (Value) -> String) throws {
    print(json ? String(decoding: try WireJSON.encoder().encode(value), as: UTF8.self) : people(value))
  }
}

/// Columns of text, as wide as their widest cell.
package struct Table {
  private let header: [String]
  private var rows: [[String]] = []

  package init(_ header: String...) {
    self.header = header
  }

  package mutating func add(_ cells: String...) {
    rows.append(cells)
  }

  package var text: String {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      row.enumerated().map { $1.padding(toLength: max(widths[$0], $1.count), withPad: " ", startingAt: 0) }
        .joined(separator: "  ").trimmingCharacters(in: .whitespaces)
    }.joined(separator: "\n")
  }
}

/// Every item of a paged list.
package func everyPage<Item>(_ ask: (String?) async throws -> Page<Item>) async throws -> [Item] {
  var items: [Item] = []
  var after: String?
  repeat {
    let page = try await ask(after)
    items += page.items
    after = page.next
  } while after != nil
  return items
}
