import Accounts
import Adapters
import ArgumentParser
import Deployment
import Foundation
import Kernel
import Logging
import MailModel
import Monitoring
import ServiceLifecycle
import Store
import Surface

/// The control plane: runs as an ordinary user, and asks the agent for what needs root.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: spoken(
      en: "Run the control plane (the agent starts it).", es: "Ejecuta el plano de control (lo arranca el agente)."),
    shouldDisplay: false)
  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    let logger = Logger(label: "palomar")
    let layout = instance.layout
    try refuseRoot()
    let board = ConsoleBoard()
    let plane = try await Self.controlPlane(layout, console: board.client)
    let runner = JobRunner(
      plane: plane, kinds: capabilities.flatMap(\.jobs), schedules: capabilities.flatMap(\.schedules), logger: logger)
    let door = ControlDoor(doors: capabilities.flatMap(\.doors), plane: plane)
    let face = WebFace(capabilities, plane: plane, identity: Self.identity(plane))
    let services: [any Service] = [
      runner, door.application(socket: layout.controlSocket, logger: logger),
      ConsoleServer(face: face, plane: plane, board: board, logger: logger),
      LogFollowing(plane: plane, logger: logger),
    ]
    try await ServiceGroup(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
    ).run()
  }

  static func controlPlane(_ layout: Layout, console: ConsoleClient = .unexpected) async throws -> ControlPlane {
    let stores = try await Stores(
      at: Bootstrap.read(layout).location(in: layout), history: .sqlite(path: layout.history), for: capabilities)
    return ControlPlane(
      store: stores.store, history: stores.history, world: world(layout, console), layout: layout,
      probe: Probe(run: RunProbe.report(with:)),
      mailSystem: mailSystem(from: capabilities))
  }

  private static func identity(_ plane: ControlPlane) -> WebIdentity {
    WebIdentity(
      session: SessionIdentity(plane: plane).signedIn,
      bearer: { secret, client in
        try await Tokens.principal(presenting: secret, from: IPAddress(client.address), to: plane)
      })
  }

  private static func world(_ layout: Layout, _ console: ConsoleClient) -> World {
    World(
      agent: .live(socket: layout.agentSocket), dns: .live(), mail: .live(), anchors: .live(), console: console,
      openID: .live(), ldap: .live())
  }

  /// Nothing that the web reaches may have rights on the system.
  private func refuseRoot() throws {
    guard geteuid() != 0 else {
      throw Fault(
        .forbidden, en: "the control plane does not run as root", es: "el plano de control no se ejecuta como root",
        hint: Text(en: "start the service with “palomar up”", es: "arranque el servicio con «palomar up»"))
    }
  }
}
