import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Kernel
import Logging
import MailModel
import NIOCore
import ServiceLifecycle

/// Serves the web face where the settings say. While it cannot — no settings yet, no certificate, a port that is
/// taken — it tells why and tries again; the rest of the control plane does not depend on it.
package struct ConsoleServer: Service {
  private struct Place: Hashable {
    var listen: [IPAddress]
    var port: Int
  }

  private let face: WebFace
  private let plane: ControlPlane
  private let certificate: ConsoleCertificate
  private let board: ConsoleBoard
  private let logger: Logger
  private let pause: Duration
  private let clients = ClientConnections(limit: ConsoleServer.connectionsOfOne)

  /// So many connections are open at a time; further ones wait.
  private static let connections = 1_000
  /// So many of them from one client: a whole office may stand behind one address.
  private static let connectionsOfOne = 100
  /// A request is answered, and its answer taken, within so long.
  private static let deadline = TimeAmount.seconds(120)
  /// A connection that says nothing for so long is closed.
  private static let idleTimeout = TimeAmount.seconds(30)

  /// Looks every `pause` whether settings or certificate have changed.
  package init(
    face: WebFace, plane: ControlPlane, board: ConsoleBoard, pause: Duration = .seconds(1), logger: Logger
  ) {
    self.face = face
    self.plane = plane
    self.board = board
    self.pause = pause
    self.logger = logger
    certificate = ConsoleCertificate(path: plane.layout.consoleCertificate)
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await serve(at: wanted())
        } catch {
          report(error)
        }
        try? await Task.sleep(for: pause)
      }
    }
  }

  private func wanted() async throws -> Place {
    let system = try await plane.store.read { [plane] in try plane.mailSystem($0) }
    return Place(listen: system.listen.isEmpty ? [.loopback] : system.listen, port: system.ports.console)
  }

  /// Until the settings name another place, or a server fails.
  private func serve(at place: Place) async throws {
    let tls = try certificate.configuration()
    let connections = Set(place.listen.map { "https://\($0.urlHost):\(place.port)" }).sorted()
    try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      let open = ConsoleBoard.Count(place.listen.count) { [board, logger] in
        board.post(ConsoleStatus(addresses: connections))
        logger.notice("the console serves", metadata: ["at": "\(connections.joined(separator: " "))"])
      }
      for address in place.listen {
        let application = try application(address, place.port, tls) { open.arrive() }
        group.addTask {
          try await application.run()
          throw CancellationError()
        }
      }
      group.addTask { try await watch(place) }
      try await group.next()
    }
  }

  private func watch(_ place: Place) async throws {
    var now = place
    while now == place {
      try await Task.sleep(for: pause)
      do { try certificate.refresh() } catch { logger.warning("the console keeps its certificate: \(error)") }
      now = try await wanted()
    }
  }

  private func application(
    _ address: IPAddress, _ port: Int, _ tls: TLSConfiguration, whenOpen: @escaping @Sendable () -> Void
  ) throws -> some ApplicationProtocol {
    var channel = HTTP1Channel.Configuration(
      additionalChannelHandlers: [ClientConnections.Handler(clients), ExchangeDeadline(Self.deadline)],
      idleTimeout: Self.idleTimeout)
    channel.httpDecoder = .init(maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100)
    return Application(
      router: face.router(), server: try .tls(.http1(configuration: channel), tlsConfiguration: tls),
      configuration: .init(
        address: .hostname(address.text, port: port), serverName: nil,
        availableConnectionsDelegate: MaximumAvailableConnections(Self.connections)),
      onServerRunning: { _ in whenOpen() }, logger: logger)
  }

  private func report(_ error: any Error) {
    guard !(error is CancellationError) else { return }
    let fault =
      error as? Fault
      ?? Fault(
        .unavailable, en: "the console cannot listen: \(error)", es: "la consola no puede escuchar: \(error)",
        hint: Text(en: "it tries again by itself", es: "lo reintenta por sí sola"))
    let status = ConsoleStatus(addresses: [], trouble: Text(en: fault.line(in: .english), es: fault.line(in: .spanish)))
    if board.post(status) {
      logger.warning("the console does not serve", metadata: ["reason": "\(fault)"])
    }
  }
}

extension IPAddress {
  /// As it stands in a URL (RFC 3986 §3.2.2).
  fileprivate var urlHost: String { text.contains(":") ? "[\(text)]" : text }
}
