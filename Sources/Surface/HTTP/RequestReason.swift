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

  static func read(in headers: HTTPFields) throws(Fault) -> String? {
    guard let value = HTTPField.Name(header).flatMap({ headers[$0] }), !value.isEmpty else { return nil }
    return try checked(value.removingPercentEncoding ?? "")
  }

  /// One line, as people write it.
  static func checked(_ text: String) throws(Fault) -> String {
    let hasControls = text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    guard !text.isEmpty, text.count <= limit, !hasControls else {
      throw Fault(
        .invalid, en: "the reason is not one line of at most \(limit) characters",
        es: "el motivo no es una línea de \(limit) caracteres como mucho",
        hint: Text(en: "see the variable \(variable)", es: "revise la variable \(variable)"),
        field: "reason")
    }
    return text
  }
}
