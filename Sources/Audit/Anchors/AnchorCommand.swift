import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

struct AnchorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "anchor",
    abstract: spoken(
      en: "Places outside that keep the journal's head.", es: "Lugares externos que guardan la cabeza del diario."),
    discussion: spoken(
      en: "Example: palomar journal anchor add vault --file /mnt/vault/palomar.seals",
      es: "Ejemplo: palomar journal anchor add vault --file /mnt/vault/palomar.seals"),
    subcommands: [Add.self, List.self, Remove.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Add an anchor.", es: "Añade un ancla."),
      discussion: spoken(
        en: """
          The head is written down at once and then every five minutes if it has moved. A place on another host is \
          worth the most. Example: palomar journal anchor add log-host --syslog
          """,
        es: """
          La cabeza se anota al momento y después cada cinco minutos si se ha movido. Lo que más vale es un lugar en otro \
          equipo. Ejemplo: palomar journal anchor add log-host --syslog
          """))
    @Argument(help: ArgumentHelp(spoken(en: "A name for it.", es: "Un nombre."))) var name: String
    @Option(
      help: ArgumentHelp(
        spoken(
          en: "A file by its absolute path, that user palomar may append to.",
          es: "Un fichero por su ruta absoluta, al que el usuario palomar pueda añadir."), valueName: "path"))
    var file: String?
    @Flag(help: ArgumentHelp(spoken(en: "The host's syslog (authpriv).", es: "El syslog del equipo (authpriv).")))
    var syslog = false
    @Option(
      help: ArgumentHelp(spoken(en: "A URL that takes a POST.", es: "Una URL que admita un POST."), valueName: "url"))
    var webhook: String?
    @Flag(
      help: ArgumentHelp(
        spoken(
          en: "Read the webhook's bearer token from standard input.",
          es: "Lee de la entrada estándar el token del webhook.")))
    var credentialStdin = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let anchor = try await instance.client.perform(action())
      try output.show(anchor) {
        spoken(en: "Anchor \($0.name) added.", es: "Ancla \($0.name) añadida.")
      }
    }

    private func action() throws -> AddAnchor {
      let credential = credentialStdin ? readLine().map(Secret.init) : nil
      switch (file, syslog, webhook) {
      case (let path?, false, nil):
        return AddAnchor(name: name, kind: .file, target: path, credential: credential)
      case (nil, true, nil): return AddAnchor(name: name, kind: .syslog, credential: credential)
      case (nil, false, let url?):
        return AddAnchor(name: name, kind: .webhook, target: url, credential: credential)
      default:
        throw Fault(
          .invalid, en: "an anchor is one place", es: "un ancla es un solo lugar",
          hint: Text(en: "give --file, --syslog or --webhook", es: "indique --file, --syslog o --webhook"))
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List the anchors.", es: "Enumera las anclas."),
      discussion: spoken(
        en: "Example: palomar journal anchor list --json", es: "Ejemplo: palomar journal anchor list --json"))
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.ask(ListAnchors())) { anchors in
        var table = Table(
          spoken(en: "NAME", es: "NOMBRE"), spoken(en: "KIND", es: "TIPO"), spoken(en: "PLACE", es: "LUGAR"),
          spoken(en: "SEALED UP TO", es: "SELLADO HASTA"), spoken(en: "AT", es: "CUÁNDO"),
          spoken(en: "TROUBLE", es: "PROBLEMA"))
        for anchor in anchors {
          table.add(
            anchor.name, anchor.kind.rawValue, anchor.target ?? "", anchor.last.map { "\($0.number)" } ?? "—",
            anchor.last.map { $0.at.date.formatted(.iso8601) } ?? "—", anchor.error.map { $0(in: .spoken) } ?? "")
        }
        return table.text
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Forget an anchor; what it holds stays.", es: "Olvida un ancla; lo que guarda se queda."),
      discussion: spoken(
        en: "Example: palomar journal anchor remove vault", es: "Ejemplo: palomar journal anchor remove vault"))
    @Argument(help: ArgumentHelp(spoken(en: "Its name.", es: "Su nombre."))) var name: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.perform(RemoveAnchor(name: name))) {
        spoken(en: "Anchor \($0.name) removed.", es: "Ancla \($0.name) eliminada.")
      }
    }
  }
}
