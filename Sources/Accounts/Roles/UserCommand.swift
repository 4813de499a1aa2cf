import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

struct UserCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user",
    abstract: spoken(en: "What somebody may do, and why.", es: "Qué puede hacer alguien, y por qué."),
    discussion: spoken(
      en: "Example: palomar user may ana@example.org accounts.setPassword luis@example.org",
      es: "Ejemplo: palomar user may ana@example.org accounts.setPassword luis@example.org"),
    subcommands: [May.self, Rights.self, Holdings.self, Accesses.self])

  struct May: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Say yes or no, and why.", es: "Dice sí o no, y por qué."),
      discussion: spoken(
        en: """
          Exit 0 is yes, 1 is no. ON is a domain, an address, or * for the whole service.
          Example: palomar user may ana@example.org domains.remove example.org
          """,
        es: """
          La salida 0 es sí, 1 es no. ON es un dominio, una dirección, o * para todo el servicio.
          Ejemplo: palomar user may ana@example.org domains.remove example.org
          """))
    @Argument(help: ArgumentHelp(spoken(en: "Who.", es: "Quién.")), transform: Address.init(_:))
    var principal: Address
    @Argument(
      help: ArgumentHelp(
        spoken(
          en: "What: a permission or a request, as accounts.list.",
          es: "Qué: un permiso o petición, como accounts.list.")
      ))
    var action: String
    @Argument(help: ArgumentHelp(spoken(en: "Where.", es: "Dónde.")), transform: Scope.init(_:)) var on: Scope
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let right = try await instance.client.inspect(DecideRight(address: principal, action: action, on: on))
      try output.show(right) { right in
        let answer = right.isAllowed ? spoken(en: "yes", es: "sí") : "no"
        return "\(answer): \(right.reason(in: .spoken))"
      }
      if !right.isAllowed { throw ExitCodes.foundWanting }
    }
  }

  struct Rights: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List all that an account may do.", es: "Enumera todo lo que puede hacer una cuenta."),
      discussion: spoken(
        en: "Example: palomar user rights ana@example.org --json",
        es: "Ejemplo: palomar user rights ana@example.org --json"))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.inspect(ListRights(address: address))) { rights in
        var table = Table(
          spoken(en: "MAY", es: "PUEDE"), spoken(en: "PERMISSION", es: "PERMISO"), spoken(en: "WHERE", es: "DÓNDE"),
          spoken(en: "BECAUSE", es: "PORQUE"))
        for right in rights {
          let answer = right.isAllowed ? spoken(en: "yes", es: "sí") : "no"
          table.add(answer, right.permission.name, right.scope.text, right.reason(in: .spoken))
        }
        return table.text
      }
    }
  }
}
