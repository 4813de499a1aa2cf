import ArgumentParser
import Foundation
import MailModel
import Surface

struct GroupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "group",
    abstract: spoken(en: "Addresses whose mail goes to many.", es: "Direcciones cuyo correo va a muchos."),
    discussion: spoken(
      en: "Example: palomar group add sales@example.org && palomar group join sales@example.org ana@example.org",
      es: "Ejemplo: palomar group add ventas@example.org && palomar group join ventas@example.org ana@example.org"),
    subcommands: [
      Add.self, List.self, Show.self, Set.self, Remove.self, Join.self, Leave.self, Members.self, Posts.self,
      Release.self,
      Refuse.self,
    ])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Add a group.", es: "Añade un grupo."),
      discussion: spoken(
        en: """
          It takes mail from its members alone, unless --posting says otherwise.
          Example: palomar group add news@example.org --name "News" --posting listed --poster ceo@example.org
          """,
        es: """
          Solo acepta correo de sus miembros, si --posting no dice otra cosa.
          Ejemplo: palomar group add avisos@example.org --name "Avisos" --posting listed --poster ceo@example.org
          """))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var rules: GroupOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let group = try await instance.client.perform(
        AddGroup(
          address: address, displayName: rules.name, posting: rules.posting, posters: rules.posters,
          moderated: rules.moderated))
      try output.show(group) {
        spoken(
          en: "\($0.address) added. Take members in: palomar group join \($0.address) ADDRESS …",
          es: "\($0.address) añadido. Incorpore miembros: palomar group join \($0.address) DIRECCIÓN …")
      }
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Change a group, or who looks after it.", es: "Modifica un grupo, o quién lo cuida."),
      discussion: spoken(
        en: """
          Posters that are given replace those there are. An owner decides who is in the group.
          Example: palomar group set sales@example.org --posting domain --owner ana@example.org
          """,
        es: """
          Los remitentes que se dan sustituyen a los que hay. Un responsable decide quién está en el grupo.
          Ejemplo: palomar group set ventas@example.org --posting domain --owner ana@example.org
          """))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var rules: GroupOptions
    @Flag(help: ArgumentHelp(spoken(en: "Name no poster any more.", es: "No nombra a ningún remitente.")))
    var noPosters = false
    @Option(
      help: ArgumentHelp(
        spoken(en: "Let this account decide who is in.", es: "Deja a esta cuenta decidir quién está.")),
      transform: Address.init(_:))
    var owner: Address?
    @Option(
      help: ArgumentHelp(spoken(en: "And this one no more.", es: "Y a esta ya no.")), transform: Address.init(_:))
    var withoutOwner: Address?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      if let owner { _ = try await client.perform(AddGroupOwner(address: address, owner: owner)) }
      if let withoutOwner { _ = try await client.perform(RemoveGroupOwner(address: address, owner: withoutOwner)) }
      _ = try await client.perform(
        ChangeGroup(
          address: address, displayName: rules.name, posting: rules.posting,
          posters: noPosters ? [] : rules.posters, moderated: rules.moderated))
      try output.show(try await client.ask(ShowGroup(address: address)), people: \.text)
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List groups.", es: "Enumera los grupos."),
      discussion: spoken(en: "Example: palomar group list --json", es: "Ejemplo: palomar group list --json"))
    @Option(
      help: ArgumentHelp(spoken(en: "Only of this domain.", es: "Solo de este dominio.")),
      transform: DomainName.init(_:))
    var domain: DomainName?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      let groups = try await everyPage { try await client.ask(ListGroups(domain: domain, after: $0)) }
      try output.show(groups) { groups in
        var table = Table(
          spoken(en: "GROUP", es: "GRUPO"), spoken(en: "NAME", es: "NOMBRE"),
          spoken(en: "TAKES MAIL FROM", es: "ACEPTA CORREO DE"))
        for group in groups { table.add(group.address.text, group.name, group.posting.spokenName) }
        return table.text
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Show one group.", es: "Muestra un grupo."),
      discussion: spoken(
        en: "Example: palomar group show sales@example.org", es: "Ejemplo: palomar group show ventas@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.ask(ShowGroup(address: address)), people: \.text)
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Remove a group.", es: "Elimina un grupo."),
      discussion: spoken(
        en: "Example: palomar group remove sales@example.org", es: "Ejemplo: palomar group remove ventas@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let group = try await instance.client.perform(RemoveGroup(address: address))
      try output.show(group) { spoken(en: "\($0.address) removed.", es: "\($0.address) eliminado.") }
    }
  }
}

/// What a group is and whose mail it takes.
struct GroupOptions: ParsableArguments {
  @Option(help: ArgumentHelp(spoken(en: "What people call it.", es: "Cómo se le llama."))) var name: String?
  @Option(
    help: ArgumentHelp(
      spoken(
        en: "Whose mail it takes: anyone, members, domain (its own), or listed (the posters' alone).",
        es: "De quién acepta correo: anyone (cualquiera), members (miembros), domain (su dominio), o listed (solo los "
          + "remitentes nombrados).")),
    transform: Group.Posting.init(parsing:))
  var posting: Group.Posting?
  @Option(
    name: .customLong("poster"), parsing: .upToNextOption,
    help: ArgumentHelp(
      spoken(en: "Who may write to it besides.", es: "Quién más puede escribirle."), valueName: "address"),
    transform: Address.init(_:))
  var named: [Address] = []

  @Option(
    help: ArgumentHelp(
      spoken(
        en: "Whether its owners decide about other mail, which is refused otherwise: yes or no.",
        es: "Si quienes lo cuidan deciden sobre el otro correo, que si no se rechaza: yes o no.")),
    transform: YesOrNo.parse)
  var moderated: Bool?

  var posters: [Address]? { named.isEmpty ? nil : named }
}

extension Group.Posting {
  var name: Text {
    switch self {
    case .anyone: Text(en: "Anyone", es: "Cualquiera")
    case .members: Text(en: "Its members", es: "Sus miembros")
    case .domain: Text(en: "People of its domain", es: "Personas de su dominio")
    case .listed: Text(en: "Named senders alone", es: "Solo remitentes nombrados")
    }
  }

  var spokenName: String { spoken(en: name.en.lowercased(), es: name.es.lowercased()) }
}

extension GroupInFull {
  private var decider: String {
    owners.isEmpty
      ? spoken(
        en: "waits, and nobody looks after the group: give it an owner",
        es: "espera, y nadie cuida el grupo: dele un responsable")
      : spoken(en: "waits for those who look after the group", es: "espera a quienes cuidan el grupo")
  }

  /// For people, a line for each thing that is worth one.
  var text: String {
    let lines: [(String, String)] = [
      (spoken(en: "address", es: "dirección"), group.address.text), (spoken(en: "name", es: "nombre"), group.name),
      (spoken(en: "takes mail from", es: "acepta correo de"), group.posting.spokenName),
      (spoken(en: "and from", es: "y de"), group.posters.map(\.text).joined(separator: ", ")),
      (spoken(en: "other mail", es: "el otro correo"), group.moderated ? decider : ""),
      (spoken(en: "members", es: "miembros"), "\(members)"),
      (spoken(en: "looked after by", es: "lo cuida"), owners.map(\.text).joined(separator: ", ")),
      (spoken(en: "since", es: "desde"), group.created.formatted(.iso8601)),
    ]
    return lines.filter { !$0.1.isEmpty }.map { "\($0): \($1)" }.joined(separator: "\n")
  }
}
