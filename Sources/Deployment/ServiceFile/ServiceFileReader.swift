import Foundation
import Kernel
import MailModel
import Yams

/// Reads the YAML of a service file into nodes that know where they stand.
///
/// A file from anybody: at most 32 MiB, 32 levels deep, and without anchors and aliases, with which a few lines can
/// stand for more than fits in memory (YAML 1.2.2 §7.1).
enum ServiceFileReader {
  static let sizeLimit = 32 << 20
  static let depthLimit = 32

  static func read(_ text: String) throws -> DocumentNode {
    guard text.utf8.count <= sizeLimit else {
      throw Fault(
        .invalid, en: "the service file is larger than 32 MiB", es: "el fichero de servicio pasa de 32 MiB",
        hint: Text(en: "apply it in parts", es: "aplíquelo por partes"))
    }
    if let place = SharedNodes.find(in: text) { throw sharing(at: place) }
    do {
      // The basic resolver leaves every scalar as it stands: what it means is for the sections to say.
      let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
      // Nodes hold their anchors weakly: the parser must outlive the look at them.
      return try withExtendedLifetime(parser) {
        guard let root = try parser.singleRoot() else { return DocumentNode(.mapping([]), line: 1, column: 1) }
        return try node(root, depth: 1)
      }
    } catch let error as YamlError {
      throw SyntaxProblem.fault(for: error, in: text)
    }
  }

  private static func node(_ node: Node, depth: Int) throws -> DocumentNode {
    let place = DocumentNode(.null, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0)
    guard node.anchor == nil else { throw sharing(at: place) }
    guard depth <= depthLimit else {
      throw place.fault(
        en: "more than \(depthLimit) levels, one inside the other",
        es: "más de \(depthLimit) niveles, uno dentro de otro")
    }
    return DocumentNode(try content(of: node, depth: depth), line: place.line, column: place.column)
  }

  private static func content(of node: Node, depth: Int) throws -> DocumentNode.Content {
    switch node {
    case .scalar(let scalar):
      return scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
        ? .null : .scalar(scalar.string)
    case .sequence(let items):
      return .list(try items.map { try self.node($0, depth: depth + 1) })
    case .mapping(let pairs):
      return .mapping(
        try pairs.map { key, value in
          DocumentNode.Entry(key: try self.node(key, depth: depth + 1), value: try self.node(value, depth: depth + 1))
        })
    case .alias:
      throw sharing(at: DocumentNode(.null, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0))
    }
  }

  private static func sharing(at place: DocumentNode) -> Fault {
    place.fault(
      en: "anchors and aliases (& and *) are not read here", es: "aquí no se leen anclas ni alias (& y *)",
      hint: Text(
        en: "write the value out; put a text that begins with & or * in quotes",
        es: "escriba el valor entero; ponga entre comillas un texto que empiece por & o *"))
  }
}

/// Finds an alias before the parser does, which would follow it. Looks at each line's places where a value may begin;
/// in the middle of a text, & and * mean nothing.
enum SharedNodes {
  static func find(in text: String) -> DocumentNode? {
    guard text.utf8.contains(UInt8(ascii: "*")), text.utf8.contains(UInt8(ascii: "&")) else { return nil }
    var line = 0
    var place: DocumentNode?
    text.enumerateLines { content, stop in
      line += 1
      guard content.utf8.contains(UInt8(ascii: "*")), let column = column(in: content) else { return }
      place = DocumentNode(.null, line: line, column: column)
      stop = true
    }
    return place
  }

  /// The column of `*name` where a value may begin: first on the line, or after `-`, `?`, `:`, `,`, `[` or `{`.
  private static func column(in line: String) -> Int? {
    let scalars = Array(line.unicodeScalars)
    var before: Unicode.Scalar = "-"
    for (index, scalar) in scalars.enumerated() {
      if scalar == "*", "-?:,[{".unicodeScalars.contains(before), index + 1 < scalars.count,
        scalars[index + 1].properties.isAlphabetic || scalars[index + 1].properties.numericType != nil
      {
        return index + 1
      }
      if scalar != " ", scalar != "\t" { before = scalar }
    }
    return nil
  }
}
