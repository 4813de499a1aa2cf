import ArgumentParser
import Kernel
import MailModel
import Surface

extension AccountCommand {
  struct SecondFactor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "second-factor",
      abstract: spoken(
        en: "Whether an account signs in to the console with a second factor.",
        es: "Si una cuenta entra en la consola con un segundo factor."),
      discussion: spoken(
        en: "Its owner sets it up in the console. Example: palomar account second-factor ana@example.org --remove",
        es: "Su titular lo configura en la consola. Ejemplo: palomar account second-factor ana@example.org --remove"))
    @Argument(transform: Address.init(_:)) var address: Address
    @Flag(
      help: ArgumentHelp(
        spoken(
          en: "Remove it, for somebody who has lost it; all sessions end.",
          es: "Elimínalo, para quien lo ha perdido; todas las sesiones terminan.")))
    var remove = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let state =
        remove
        ? try await instance.client.perform(RemoveSecondFactor(address: address))
        : try await instance.client.ask(ShowSecondFactor(address: address))
      try output.show(state, people: \.people)
    }
  }
}

extension SecondFactorState {
  fileprivate var people: String {
    guard isActive, let since else {
      return spoken(en: "No second factor.", es: "Sin segundo factor.")
    }
    let day = since.formatted(.iso8601.year().month().day())
    return spoken(
      en: "Second factor since \(day); \(recoveryCodesLeft) recovery codes left.",
      es: "Segundo factor desde \(day); quedan \(recoveryCodesLeft) códigos de recuperación.")
  }
}
