import Foundation
import Kernel
import MailModel
import Yams

/// What is wrong with the form of a file, in the reader's language. The parser's own words are English only.
enum SyntaxProblem {
  static func fault(for error: YamlError, in text: String) -> Fault {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return place(mark).fault(words(for: problem))
    case .reader(let problem, let offset, _, _):
      return place(of: offset ?? 0, in: text).fault(words(for: problem))
    case .duplicatedKeysInMapping(let keys, let context):
      let key = keys.first ?? ""
      return place(context.mark).fault(
        en: "the field “\(key)” stands here twice", es: "el campo «\(key)» aparece dos veces")
    case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
      return Fault(
        .invalid, en: "the service file cannot be read: \(error)",
        es: "no se puede leer el fichero de servicio: \(error)")
    }
  }

  private static func words(for problem: String) -> Fault {
    let known = table.first { problem.hasPrefix($0.problem) }
    guard let known else {
      return Fault(.invalid, en: "this is not YAML: \(problem)", es: "esto no es YAML: \(problem)")
    }
    return Fault(.invalid, known.words, hint: known.hint)
  }

  private static func place(_ mark: Mark) -> DocumentNode {
    DocumentNode(.null, line: mark.line, column: mark.column)
  }

  /// `offset` counts characters.
  private static func place(of offset: Int, in text: String) -> DocumentNode {
    let before = text.prefix(offset)
    let line = before.count { $0.isNewline } + 1
    let column = before.reversed().prefix { !$0.isNewline }.count + 1
    return DocumentNode(.null, line: line, column: column)
  }

  private struct Known {
    let problem: String
    let words: Text
    var hint: Text?
  }

  private static let table = [
    Known(
      problem: "could not find expected ':'",
      words: Text(
        en: "a colon after the field's name is missing", es: "faltan los dos puntos tras el nombre del campo"),
      hint: Text(en: "as in host: mail.example.org", es: "como en host: mail.example.org")),
    Known(
      problem: "mapping values are not allowed in this context",
      words: Text(
        en: "there is a colon too many, or a line is indented wrongly",
        es: "sobran dos puntos, o una línea está mal sangrada"),
      hint: Text(en: "put a text with a colon in quotes", es: "ponga entre comillas un texto con dos puntos")),
    Known(
      problem: "did not find expected key",
      words: Text(
        en: "a field is wanted here; the indentation may be wrong", es: "aquí va un campo; quizá la sangría esté mal")),
    Known(
      problem: "did not find expected '-' indicator",
      words: Text(
        en: "the next item of the list must begin with “- ”", es: "el siguiente elemento de la lista empieza por «- »")),
    Known(
      problem: "block sequence entries are not allowed",
      words: Text(en: "a list cannot begin here", es: "aquí no puede empezar una lista"),
      hint: Text(en: "begin it on the next line", es: "empiécela en la línea siguiente")),
    Known(
      problem: "did not find expected ',' or ']'",
      words: Text(en: "the list is not closed with ]", es: "la lista no se cierra con ]")),
    Known(
      problem: "did not find expected ',' or '}'",
      words: Text(en: "the fields are not closed with }", es: "los campos no se cierran con }")),
    Known(
      problem: "found character that cannot start any token",
      words: Text(en: "nothing can begin with this character", es: "nada puede empezar por este carácter"),
      hint: Text(
        en: "indent with spaces, not tabs; put a text that begins with @, ` or % in quotes",
        es: "sangre con espacios, no con tabuladores; ponga entre comillas un texto que empiece por @, ` o %")),
    Known(
      problem: "found unexpected end of stream",
      words: Text(en: "a quotation mark is not closed", es: "unas comillas no se cierran")),
    Known(
      problem: "found unknown escape character",
      words: Text(
        en: "nobody knows this escape after the backslash", es: "nadie conoce este carácter tras la barra inversa")),
    Known(
      problem: "did not find expected node content",
      words: Text(en: "a value is missing here", es: "aquí falta un valor")),
    Known(
      problem: "found undefined alias",
      words: Text(en: "anchors and aliases (& and *) are not read here", es: "aquí no se leen anclas ni alias (& y *)"),
      hint: Text(en: "put a text that begins with * in quotes", es: "ponga entre comillas un texto que empiece por *")),
    Known(
      problem: "but found another document",
      words: Text(en: "a second document begins here", es: "aquí empieza un segundo documento"),
      hint: Text(en: "a service file is one document", es: "un fichero de servicio es un solo documento")),
    Known(
      problem: "did not find expected <document start>",
      words: Text(en: "this does not belong to what stands before it", es: "esto no casa con lo anterior"),
      hint: Text(
        en: "a service file consists of fields, as in service:",
        es: "un fichero de servicio consta de campos, como service:")),
    Known(
      problem: "control characters are not allowed",
      words: Text(en: "a control character stands here", es: "aquí hay un carácter de control")),
    Known(
      problem: "exceeded max nesting level",
      words: Text(en: "too many levels, one inside the other", es: "demasiados niveles, uno dentro de otro")),
  ]
}
