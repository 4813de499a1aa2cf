import MailModel

/// A part of a service file, with the place where it stands, so that every complaint can point at it.
package struct DocumentNode: Hashable, Sendable {
  package indirect enum Content: Hashable, Sendable {
    case null
    /// A single value as it stands in the file, without its quotes.
    case scalar(String)
    /// A whole number, for export; a file that is read has scalars only.
    case number(Int)
    case list([DocumentNode])
    /// In the order of the file.
    case mapping([Entry])
  }

  package struct Entry: Hashable, Sendable {
    package var key: DocumentNode
    package var value: DocumentNode

    package init(key: DocumentNode, value: DocumentNode) {
      self.key = key
      self.value = value
    }
  }

  package var content: Content
  /// Counted from 1.
  package var line: Int
  package var column: Int

  package init(_ content: Content, line: Int = 0, column: Int = 0) {
    self.content = content
    self.line = line
    self.column = column
  }

  /// The same fault, pointing at this place.
  package func fault(_ fault: Fault) -> Fault {
    Fault(
      fault.code,
      Text(
        en: "line \(line), column \(column): \(fault.message(in: .english))",
        es: "línea \(line), columna \(column): \(fault.message(in: .spanish))"),
      hint: fault.hint, field: fault.field)
  }

  package func fault(en: String, es: String, hint: Text? = nil) -> Fault {
    fault(Fault(.invalid, en: en, es: es, hint: hint))
  }
}

/// Typed reading: each throws a fault with line and column.
extension DocumentNode {
  package func text() throws(Fault) -> String {
    switch content {
    case .scalar(let text): return text
    case .number(let number): return String(number)
    case .null, .list, .mapping: throw fault(en: "a single value is wanted here", es: "aquí va un solo valor")
    }
  }

  package func list() throws(Fault) -> [DocumentNode] {
    switch content {
    case .list(let items): return items
    case .null: return []
    case .scalar, .number, .mapping: throw fault(en: "a list is wanted here", es: "aquí va una lista")
    }
  }

  package func integer() throws(Fault) -> Int {
    guard let number = Int(try text()) else {
      throw fault(en: "a whole number is wanted here", es: "aquí va un número entero")
    }
    return number
  }

  /// Reads the value through a validating initialiser: `try node.value(Address.init)`.
  package func value<Value>(_ parse: (String) throws(Fault) -> Value) throws(Fault) -> Value {
    let text = try text()
    do {
      return try parse(text)
    } catch {
      throw self.fault(error)
    }
  }

  /// The entries by key; a key that is not among `known`, or stands twice, is refused.
  package func fields(_ known: [String]) throws(Fault) -> [String: DocumentNode] {
    guard case .mapping(let entries) = content else {
      throw fault(
        en: "fields are wanted here: \(known.joined(separator: ", "))",
        es: "aquí van campos: \(known.joined(separator: ", "))")
    }
    var fields: [String: DocumentNode] = [:]
    for entry in entries {
      let key = try entry.key.text()
      guard known.contains(key) else {
        throw entry.key.fault(
          en: "nobody knows the field “\(key)”", es: "nadie conoce el campo «\(key)»",
          hint: Text(
            en: "known here: \(known.joined(separator: ", "))", es: "aquí valen: \(known.joined(separator: ", "))"))
      }
      guard fields.updateValue(entry.value, forKey: key) == nil else {
        throw entry.key.fault(en: "the field “\(key)” stands here twice", es: "el campo «\(key)» aparece dos veces")
      }
    }
    return fields
  }
}

/// Building: for export.
extension DocumentNode {
  package static func text(_ text: String) -> DocumentNode { DocumentNode(.scalar(text)) }
  package static func number(_ number: Int) -> DocumentNode { DocumentNode(.number(number)) }
  package static func list(_ items: [DocumentNode]) -> DocumentNode { DocumentNode(.list(items)) }
  package static func fields(_ fields: KeyValuePairs<String, DocumentNode>) -> DocumentNode {
    DocumentNode(.mapping(fields.map { Entry(key: .text($0.key), value: $0.value) }))
  }
}
