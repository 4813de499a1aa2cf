import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

extension UserCommand {
  struct Accesses: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "List who was let into somebody's mailbox.", es: "Enumera quién obtuvo acceso al buzón de alguien."),
      discussion: spoken(
        en: """
          Its owner sees the same on the profile page. What one does to one's own mailbox is not in it.
          Example: palomar user accesses ana@example.org --json
          """,
        es: """
          Su dueño ve lo mismo en la página del perfil. Lo que uno hace con su propio buzón no figura.
          Ejemplo: palomar user accesses ana@example.org --json
          """))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      let accesses = try await everyPage { try await client.ask(ListAccesses(address: address, after: $0)) }
      try output.show(accesses) { accesses in
        var table = Table(
          spoken(en: "WHEN", es: "CUÁNDO"), spoken(en: "WHO", es: "QUIÉN"), spoken(en: "WHAT", es: "QUÉ"),
          spoken(en: "WHY", es: "POR QUÉ"))
        for access in accesses {
          table.add(access.at.formatted(.iso8601), access.actor, access.words(in: .spoken), access.reason ?? "—")
        }
        return table.text
      }
    }
  }
}
