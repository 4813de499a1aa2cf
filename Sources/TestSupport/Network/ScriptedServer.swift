import Foundation
import MailModel
import NIOCore
import NIOPosix
import NIOSSL

/// A server that plays a script to each connection, to say what no well-behaved one says.
package struct ScriptedServer: Sendable {
  package enum Step: Sendable {
    /// Sends this, as it stands.
    case say(String)
    /// Waits for a line.
    case hear
    /// Waits for this many octets.
    case hearOctets(Int)
    /// Goes on under TLS.
    case secure(TestAuthority.ServerCertificate)
    case hangUp
  }

  package let endpoint: Endpoint
  private let channel: any Channel

  /// Runs `body` with a server that listens on a free port of loopback; with `certificate`, TLS comes first.
  @discardableResult
  package static func with<Result: Sendable>(
    _ script: [Step], certificate: TestAuthority.ServerCertificate? = nil,
    _ body: (ScriptedServer) async throws -> Result
  ) async throws -> Result {
    let server = try await start(script, certificate: certificate, at: .loopback)
    return try await stopping(server.channel) { try await body(server) }
  }

  /// Runs `body` with a server that listens at the Unix socket `path`.
  @discardableResult
  package static func with<Result: Sendable>(
    _ script: [Step], socket path: String, _ body: () async throws -> Result
  ) async throws -> Result {
    let channel = try await bootstrap(script, certificate: nil).bind(unixDomainSocketPath: path).get()
    return try await stopping(channel, body)
  }

  package static func start(
    _ script: [Step], certificate: TestAuthority.ServerCertificate? = nil, at address: IPAddress
  ) async throws -> ScriptedServer {
    let channel = try await bootstrap(script, certificate: certificate).bind(host: address.text, port: 0).get()
    let endpoint = try Endpoint(host: address.text, port: channel.localAddress?.port ?? 0)
    return ScriptedServer(endpoint: endpoint, channel: channel)
  }

  private static func bootstrap(
    _ script: [Step], certificate: TestAuthority.ServerCertificate?
  ) -> ServerBootstrap {
    ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { child in
        child.eventLoop.makeCompletedFuture {
          if let certificate { try child.pipeline.syncOperations.addHandler(serverHandler(certificate)) }
          try child.pipeline.syncOperations.addHandler(ScriptPlayer(script))
        }
      }
  }

  private static func stopping<Result: Sendable>(
    _ channel: any Channel, _ body: () async throws -> Result
  ) async throws -> Result {
    do {
      let result = try await body()
      try await channel.close()
      return result
    } catch {
      try? await channel.close()
      throw error
    }
  }

  package func stop() async throws {
    try await channel.close()
  }
}

private func serverHandler(_ certificate: TestAuthority.ServerCertificate) throws -> NIOSSLServerHandler {
  let chain = try NIOSSLCertificate.fromPEMFile(certificate.chain).map { NIOSSLCertificateSource.certificate($0) }
  let key = try NIOSSLPrivateKey(file: certificate.key, format: .pem)
  let configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
  return NIOSSLServerHandler(context: try NIOSSLContext(configuration: configuration))
}

private final class ScriptPlayer: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var script: ArraySlice<ScriptedServer.Step>
  private var heard = ByteBuffer()

  init(_ script: [ScriptedServer.Step]) {
    self.script = script[...]
  }

  func channelActive(context: ChannelHandlerContext) {
    play(context)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var data = unwrapInboundIn(data)
    heard.writeBuffer(&data)
    play(context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func play(_ context: ChannelHandlerContext) {
    while let step = script.first, carryOut(step, context) { script.removeFirst() }
  }

  /// Whether the step is over.
  private func carryOut(_ step: ScriptedServer.Step, _ context: ChannelHandlerContext) -> Bool {
    switch step {
    case .say(let text):
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
      return true
    case .hear:
      guard let feed = heard.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) else { return false }
      heard.moveReaderIndex(to: feed + 1)
      return true
    case .hearOctets(let count): return heard.readSlice(length: count) != nil
    case .secure(let certificate):
      guard let handler = try? serverHandler(certificate) else { return false }
      return (try? context.pipeline.syncOperations.addHandler(handler, position: .first)) != nil
    case .hangUp:
      context.close(promise: nil)
      return true
    }
  }
}
