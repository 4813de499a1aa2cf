import MailModel
import NIOCore
import Synchronization

/// How many connections each client has open, so that one alone cannot take all that the web face has.
final class ClientConnections: Sendable {
  private let limit: Int
  private let open = Mutex<[String: Int]>([:])

  init(limit: Int) {
    self.limit = limit
  }

  /// Whether one more is let in.
  fileprivate func enter(_ client: String) -> Bool {
    open.withLock { open in
      guard open[client, default: 0] < limit else { return false }
      open[client, default: 0] += 1
      return true
    }
  }

  fileprivate func leave(_ client: String) {
    open.withLock { open in
      let left = open[client, default: 0] - 1
      open[client] = left > 0 ? left : nil
    }
  }

  /// Closes a connection at once, before its TLS handshake, if its client has as many as it may.
  final class Handler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any
    private let connections: ClientConnections
    private var client: String?

    init(_ connections: ClientConnections) {
      self.connections = connections
    }

    func channelActive(context: ChannelHandlerContext) {
      let network = WebClient(address: context.remoteAddress?.ipAddress ?? "unknown", userAgent: "").network
      guard connections.enter(network) else { return context.close(promise: nil) }
      client = network
      context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
      if let client { connections.leave(client) }
      client = nil
      context.fireChannelInactive()
    }
  }
}
