import Foundation
import MailModel

/// What an anchor may point to.
enum AnchorTarget {
  static func check(_ kind: Anchor.Kind, _ target: String?, hasCredential: Bool) throws(Fault) {
    if hasCredential, kind != .webhook {
      throw Fault(
        .invalid, en: "only a webhook takes a credential", es: "solo un webhook lleva credencial", field: "credential")
    }
    switch kind {
    case .file: try check(path: target ?? "")
    case .webhook: try check(url: target ?? "")
    case .syslog:
      guard target == nil else {
        throw Fault(
          .invalid, en: "the syslog anchor has no target", es: "el ancla de syslog no tiene destino",
          hint: Text(
            en: "where syslog sends it is set in the syslog daemon",
            es: "adónde lo envía syslog se configura en el demonio de syslog"), field: "target")
      }
    }
  }

  private static func check(path: String) throws(Fault) {
    let hasControls = path.unicodeScalars.contains { $0.properties.generalCategory == .control }
    guard path.hasPrefix("/"), !path.hasSuffix("/"), path.utf8.count <= 1_000, !hasControls else {
      throw Fault(
        .invalid, en: "“\(path.prefix(80))” is not a file by its absolute path",
        es: "«\(path.prefix(80))» no es un fichero con su ruta absoluta",
        hint: Text(
          en: "name one on another file system, such as /mnt/audit/palomar.seals",
          es: "indique uno en otro sistema de ficheros, como /mnt/audit/palomar.seals"), field: "target")
    }
  }

  /// User, password and query of a URL tend to be secrets, and a target is written into the journal.
  private static func check(url: String) throws(Fault) {
    let parts = URLComponents(string: url)
    let isPlain = parts?.user == nil && parts?.password == nil && parts?.query == nil && parts?.fragment == nil
    let isSafe =
      parts?.scheme == "https" || parts?.scheme == "http" && ["127.0.0.1", "localhost"].contains(parts?.host)
    guard isPlain, isSafe, parts?.host?.isEmpty == false, url.utf8.count <= 1_000 else {
      throw Fault(
        .invalid, en: "“\(url.prefix(80))” is not a URL for an anchor",
        es: "«\(url.prefix(80))» no es una URL para un ancla",
        hint: Text(
          en: "it begins with https:// and has no user, password or query: a secret goes in with --credential-stdin",
          es: "empieza por https:// y no lleva usuario, contraseña ni consulta: un secreto va con --credential-stdin"),
        field: "target")
    }
  }
}
