import MailModel

/// HTML that was made with every value escaped, in the reader's language: for what a template would be slow at.
struct Markup: Sendable {
  let html: @Sendable (Language) -> String

  /// What may stand in the text of an element and in a quoted attribute (HTML §13.1.2.3).
  static func escaped(_ text: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for character in text.unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }
}

extension ConsoleList {
  /// The rows, which are most of a page: a template looks each value of a thousand up by its name, and that is slow.
  var markup: Markup {
    Markup { [rows, columns, query, bulk] language in
      rows.map { row in
        let cells = zip(row.cells, columns).map { cell, column in
          "<td role=\"cell\" data-label=\"\(Markup.escaped(column.title(in: language)))\""
            + (column.isNumber ? " class=\"number\"" : "") + ">\(cell.html(in: language))</td>"
        }
        let choice = bulk.isEmpty ? "" : Self.choice(of: row, isChosen: query.choosesAll, in: language)
        return "<tr role=\"row\">\(choice)\(cells.joined())</tr>\n"
      }.joined()
    }
  }

  private static func choice(of row: Row, isChosen: Bool, in language: Language) -> String {
    let key = Markup.escaped(row.key)
    let label = Text(en: "Choose \(key)", es: "Elegir \(key)")(in: language)
    return "<td class=\"choose\" role=\"cell\"><input type=\"checkbox\" name=\"row\" value=\"\(key)\""
      + " aria-label=\"\(label)\"\(isChosen ? " checked" : "")></td>"
  }
}

extension ConsoleList.Cell {
  fileprivate func html(in language: Language) -> String {
    switch self {
    case .text(let text): Markup.escaped(text(in: language))
    case .link(let text, let place): "<a href=\"\(Markup.escaped(place))\">\(Markup.escaped(text))</a>"
    case .tag(let text, let kind):
      "<span class=\"tag \(Markup.escaped(kind))\">\(Markup.escaped(text(in: language)))</span>"
    }
  }
}
