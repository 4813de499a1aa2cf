import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

extension RoleCommand {
  struct RequireFactor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "require-second-factor",
      abstract: spoken(
        en: "Require a second factor of whoever has a role.", es: "Exige un segundo factor a quien tenga un rol."),
      discussion: spoken(
        en: """
          Until that day the profile page reminds of it; then a sign-in leads there and nowhere else. API tokens have no
          second factor and go on. The role user is everybody.
          Example: palomar role require-second-factor administrator --from 2027-01-01
          """,
        es: """
          Hasta ese día la página del perfil lo recuerda; después el inicio de sesión lleva allí y a ningún otro sitio. Los
          tokens de API no tienen segundo factor y siguen valiendo. El rol user son todos.
          Ejemplo: palomar role require-second-factor administrator --from 2027-01-01
          """))
    @Argument(help: ArgumentHelp(spoken(en: "The role's name.", es: "El nombre del rol."))) var role: String
    @Option(help: ArgumentHelp(spoken(en: "From then on.", es: "Desde entonces.")), transform: moment) var from: Date?
    @Flag(help: ArgumentHelp(spoken(en: "Not any more.", es: "Ya no."))) var never = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func validate() throws {
      guard (from != nil) != never else {
        throw ValidationError(spoken(en: "Give one of --from and --never.", es: "Dé uno de --from y --never."))
      }
    }

    func run() async throws {
      guard let from else {
        return try output.show(await instance.client.perform(WaiveSecondFactor(name: role))) {
          spoken(
            en: "\($0.role) requires no second factor any more.", es: "\($0.role) ya no exige un segundo factor.")
        }
      }
      try output.show(await instance.client.perform(RequireSecondFactor(name: role, from: from))) { duty in
        let start = duty.from.formatted(.iso8601)
        return spoken(
          en: "\(duty.role) requires a second factor from \(start) on.",
          es: "\(duty.role) exige un segundo factor desde \(start).")
      }
    }
  }

  struct SecondFactors: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "second-factors",
      abstract: spoken(
        en: "Which roles require a second factor, and who lacks it.",
        es: "Qué roles exigen un segundo factor, y a quién le falta."),
      discussion: spoken(
        en: "Without a role: which, and from when on. With one: who has it and no second factor. Example: palomar role "
          + "second-factors administrator",
        es: "Sin rol: cuáles, y desde cuándo. Con uno: quién lo tiene y no tiene segundo factor. Ejemplo: palomar role "
          + "second-factors administrator"))
    @Argument(help: ArgumentHelp(spoken(en: "The role's name.", es: "El nombre del rol."))) var role: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      guard let role else {
        return try output.show(await client.ask(ListSecondFactorDuties())) { duties in
          var table = Table(spoken(en: "ROLE", es: "ROL"), spoken(en: "FROM", es: "DESDE"))
          for duty in duties { table.add(duty.role, duty.from.formatted(.iso8601)) }
          return duties.isEmpty ? spoken(en: "None requires one.", es: "Ninguno lo exige.") : table.text
        }
      }
      let missing = try await everyPage { try await client.ask(ListMissingSecondFactors(name: role, after: $0)) }
      try output.show(missing) { missing in
        missing.isEmpty
          ? spoken(en: "Nobody lacks it.", es: "A nadie le falta.") : missing.map(\.text).joined(separator: "\n")
      }
    }
  }
}
