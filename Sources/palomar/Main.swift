import ArgumentParser
import Surface

@main
struct Palomar: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "palomar",
    abstract: spoken(
      en: "Runs an organisation's e-mail service by the book.",
      es: "Lleva el servicio de correo de una organización según su procedimiento."),
    discussion: spoken(
      en: "Example, to start: palomar up --domain example.test && palomar status",
      es: "Ejemplo, para empezar: palomar up --domain example.test && palomar status"),
    version: Version.current,
    subcommands: [Up.self, Down.self] + capabilities.flatMap(\.commands) + [Serve.self, Manual.self])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      end(with: error)
    }
  }
}

enum Version {
  static let current = "0.1.0"
}
