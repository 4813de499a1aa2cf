import ArgumentParser
import MailModel
import Surface

extension AccountCommand {
  struct MoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "move",
      abstract: spoken(
        en: "Give somebody another class and other groups, in one step.",
        es: "Da a alguien otra clase y otros grupos, en un solo paso."),
      discussion: spoken(
        en: """
          Without options it shows the class and the groups that there are.
          Example: palomar account move ana@example.org --class staff --join board@example.org --leave-all
          """,
        es: """
          Sin opciones muestra la clase y los grupos que hay.
          Ejemplo: palomar account move ana@example.org --class plantilla --join junta@example.org --leave-all
          """))
    @Argument(transform: Address.init(_:)) var address: Address
    @Option(
      name: .customLong("class"),
      help: ArgumentHelp(spoken(en: "Its class of service.", es: "Su clase de servicio."), valueName: "name"))
    var serviceClass: String?
    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp(spoken(en: "Groups that it joins.", es: "Grupos en los que entra."), valueName: "address"),
      transform: Address.init(_:))
    var join: [Address] = []
    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp(spoken(en: "Groups that it leaves.", es: "Grupos de los que sale."), valueName: "address"),
      transform: Address.init(_:))
    var leave: [Address] = []
    @Flag(
      help: ArgumentHelp(
        spoken(
          en: "It leaves all groups but those that it joins.", es: "Sale de todos menos de aquellos en los que entra."))
    )
    var leaveAll = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      let isMove = serviceClass != nil || !join.isEmpty || !leave.isEmpty || leaveAll
      let post =
        isMove
        ? try await client.perform(
          MoveAccount(
            address: address, serviceClass: serviceClass, joins: join, leaves: leave, leavesAll: leaveAll))
        : try await client.ask(ShowPost(address: address))
      try output.show(post) { post in
        """
        \(spoken(en: "address", es: "dirección")): \(post.address)
        \(spoken(en: "class", es: "clase")): \(post.serviceClass ?? "—")
        \(spoken(en: "groups", es: "grupos")): \(post.groups.map(\.text).joined(separator: ", "))
        """
      }
    }
  }
}
