import NIOCore
import NIOPosix

/// Stands before a server on loopback, and goes away after so many octets of its answers: a server that dies in the middle.
package struct CuttingProxy: Sendable {
  package let port: Int

  /// Runs `body` with the way to the server at `target` that ends after `octets`.
  @discardableResult
  package static func with<Result: Sendable>(
    to target: Int, after octets: Int, _ body: (CuttingProxy) async throws -> Result
  ) async throws -> Result {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelOption(.autoRead, value: false)
      .childChannelInitializer { client in
        ClientBootstrap(group: client.eventLoop)
          .channelInitializer { server in
            server.eventLoop.makeCompletedFuture {
              try server.pipeline.syncOperations.addHandler(Relay(to: client, atMost: octets))
            }
          }
          .connect(host: "127.0.0.1", port: target)
          .flatMapThrowing { server in
            try client.pipeline.syncOperations.addHandler(Relay(to: server, atMost: .max))
            return client.setOption(.autoRead, value: true)
          }.flatMap { $0 }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    do {
      let result = try await body(CuttingProxy(port: channel.localAddress?.port ?? 0))
      try await channel.close()
      return result
    } catch {
      try? await channel.close()
      throw error
    }
  }
}

/// Passes on what comes, until it has been enough.
private final class Relay: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let other: any Channel
  private var left: Int

  init(to other: any Channel, atMost octets: Int) {
    self.other = other
    left = octets
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var octets = unwrapInboundIn(data)
    let passing = octets.readSlice(length: min(left, octets.readableBytes)) ?? ByteBuffer()
    left -= passing.readableBytes
    let written = other.writeAndFlush(passing)
    guard left == 0 else { return }
    written.whenComplete { [other] _ in other.close(promise: nil) }
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    other.close(promise: nil)
    context.fireChannelInactive()
  }
}
