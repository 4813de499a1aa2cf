import ArgumentParser
import Foundation
import MailModel

/// Which service a command speaks to.
package struct InstanceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      spoken(
        en: "The instance's directory. Default: $PALOMAR_DIR, then ./instance.",
        es: "El directorio de la instancia. Por omisión: $PALOMAR_DIR, y si no ./instance."),
      valueName: "dir"))
  package var dir: String?

  package init() {}

  package var layout: Layout {
    let named = dir ?? ProcessInfo.processInfo.environment["PALOMAR_DIR"] ?? "instance"
    return .local(URL(fileURLWithPath: named).standardizedFileURL.path)
  }

  package var client: ControlClient { client(because: nil) }

  package func client(because reason: String?) -> ControlClient {
    ControlClient(socket: layout.controlSocket, language: .spoken, reason: reason)
  }
}

extension Language {
  /// The language of whoever runs the program.
  package static let spoken = Language(environment: ProcessInfo.processInfo.environment)
}

/// A help text in the language of whoever runs the program.
package func spoken(en: String, es: String) -> String {
  Text(en: en, es: es)(in: .spoken)
}
