import Foundation
import HTTPTypes
import Kernel
import MailModel

/// Why somebody asks, as a header carries it: `Palomar-Reason`, UTF-8 and percent-encoded (RFC 3986 §2.1).
package enum RequestReason {
  /// The environment variable from which the command line takes it.
  package static let variable = "PALOMAR_REASON"
  package static let header = "Palomar-Reason"

  /// In characters.
  private static let limit = 500

  /// Letters, digits and what is percent-encoded. Other letters than ASCII's and Spanish's will do as well.
  static let form = TextForm(pattern: "^([A-Za-z0-9._~-]|%[2-6][0-9A-F]|%C3%[AB][0-9A-F]){0,\(limit)}$")

  static func read(in headers: HTTPFields) throws -> String? {
    guard let value = HTTPField.Name(header).flatMap({ headers[$0] }), !value.isEmpty else { return nil }
    // What is not encoded as it should be is no line of text at all.
    let isEncoded = value.wholeMatch(of: #/([A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})*/#) != nil
    return try checked(isEncoded ? value.removingPercentEncoding ?? "" : "")
  }

  /// One line, as people write it.
  static func checked(_ text: String) throws(Fault) -> String {
    guard !text.isEmpty, text.count <= limit, !UnseenCharacters.stand(in: text) else {
      throw Fault(
        .invalid, en: "the reason is not one line of at most \(limit) characters",
        es: "el motivo no es una línea de \(limit) caracteres como mucho",
        hint: Text(en: "see the variable \(variable)", es: "revise la variable \(variable)"),
        field: "reason")
    }
    return text
  }
}
