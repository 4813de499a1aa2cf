import Accounts
import Adapters
import AgentProtocol
import ArgumentParser
import Deployment
import Foundation
import Kernel
import MailModel
import Monitoring
import Surface

struct Up: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: spoken(
      en: "Start a local instance and wait until a message has gone through it.",
      es: "Arranca una instancia local y espera a que un mensaje la haya recorrido."),
    discussion: spoken(
      en: """
        Everything lies in one directory and listens on the loopback address, on high ports. Run again, it changes
        nothing.
        Example: palomar up --dir instance --domain palomar.test
        """,
      es: """
        Todo queda en un directorio y escucha en la dirección local, en puertos altos. Repetida, no cambia nada.
        Ejemplo: palomar up --dir instance --domain palomar.test
        """))
  @Option(
    help: ArgumentHelp(
      spoken(en: "The mail domain of a new instance.", es: "El dominio de correo de una instancia nueva."),
      valueName: "name"),
    transform: DomainName.init(_:))
  var domain: DomainName?
  @Option(
    help: ArgumentHelp(
      spoken(en: "The first of a block of 1,000 ports.", es: "El primero de un bloque de 1.000 puertos."),
      valueName: "n"))
  var portBase: Int?
  @Option(
    help: ArgumentHelp(
      spoken(
        en: "Listen here instead of on 127.0.0.1; may be repeated.",
        es: "Escucha aquí en vez de en 127.0.0.1; puede repetirse."), valueName: "address"),
    transform: IPAddress.init(_:))
  var listen: [IPAddress] = []
  @Option(
    help: ArgumentHelp(
      spoken(en: "Keep the store in this PostgreSQL database.", es: "Guarda el almacén en esta base PostgreSQL."),
      valueName: "connection"))
  var postgresql: String?
  @Flag(
    help: ArgumentHelp(
      spoken(
        en: "Make an administrator and two users to try it with.",
        es: "Crea un administrador y dos usuarios para probar.")))
  var sampleUsers = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    let start = InstanceStart(
      layout: instance.layout, client: instance.client,
      settings: .init(
        domain: domain, portBase: portBase, listen: listen, postgreSQL: postgresql, sampleUsers: sampleUsers),
      progress: Progress(toStandardError: output.json))
    let result = try await start.run()
    try output.show(result, people: \.text)
    guard result.probe.ok else { throw ExitCodes.foundWanting }
  }
}
