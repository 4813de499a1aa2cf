import MailModel

/// A short text that somebody writes for others to read.
enum OneLine {
  static func checked(_ text: String?, field: String) throws(Fault) -> Text {
    let text = text ?? ""
    guard text.count <= 500, !UnseenCharacters.stand(in: text) else {
      throw Fault(
        .invalid, en: "that is not one line of at most 500 characters",
        es: "no es una línea de 500 caracteres como mucho",
        field: field)
    }
    return Text(verbatim: text)
  }
}
