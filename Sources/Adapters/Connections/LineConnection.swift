import Foundation
import MailModel
import NIOCore
import NIOPosix
import NIOSSL

/// One connection that carries lines of text, for protocols in which a client asks and a server answers.
///
/// Every failure is a `ConnectionFailure`. It ends by itself at its deadline, so nothing that waits on it
/// waits for ever.
package struct LineConnection: Sendable {
  package enum Target: Sendable {
    case tcp(Endpoint)
    /// A Unix-domain socket, by its path.
    case unix(String)
    /// A socket that is connected already, and whose descriptor now belongs to the connection.
    case descriptor(CInt, peer: String)

    package var peer: String {
      switch self {
      case .tcp(let endpoint): endpoint.text
      case .unix(let path): path
      case .descriptor(_, let peer): peer
      }
    }
  }

  /// How long, in octets, and how late things may get.
  package struct Limits: Sendable {
    /// RFC 5321 §4.5.3.1.5 asks for 512 and RFC 9051 §4 for 8,192; generous servers send more.
    package var line: Int
    /// For the whole life of the connection.
    package var time: Duration

    package init(line: Int = 64 << 10, time: Duration = .seconds(30)) {
      self.line = line
      self.time = time
    }
  }

  package let peer: String
  private let channel: any Channel
  private let reader: NIOLoopBound<LineReader>

  /// Connects, and with `tls` from the first octet under TLS. The handshake is over once the first line has come.
  package static func open(
    _ target: Target, tls server: TrustedServer? = nil, limits: Limits = Limits()
  ) async throws -> LineConnection {
    let deadline = NIODeadline.now() + TimeAmount(limits.time)
    let secure = try server?.handlerMaker()
    let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.autoRead, value: false)
      .connectTimeout(TimeAmount(limits.time))
    do {
      return try await connect(bootstrap, to: target) { channel in
        channel.eventLoop.makeCompletedFuture {
          if let secure { try channel.pipeline.syncOperations.addHandler(secure()) }
          let reader = LineReader(lineLimit: limits.line, deadline: deadline)
          try channel.pipeline.syncOperations.addHandler(reader)
          let bound = NIOLoopBound(reader, eventLoop: channel.eventLoop)
          return LineConnection(peer: target.peer, channel: channel, reader: bound)
        }
      }
    } catch {
      let reason = ConnectionFailure.Reason(error)
      // The reader closes at the deadline, also what is still being opened.
      let isLate = reason == .closed && NIODeadline.now() >= deadline
      throw ConnectionFailure(peer: target.peer, reason: isLate ? .timedOut : reason)
    }
  }

  private static func connect(
    _ bootstrap: ClientBootstrap, to target: Target,
    _ initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<LineConnection>
  ) async throws -> LineConnection {
    switch target {
    case .tcp(let endpoint):
      try await bootstrap.connect(host: endpoint.host, port: endpoint.port, channelInitializer: initializer)
    case .unix(let path): try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: initializer)
    case .descriptor(let descriptor, _):
      try await bootstrap.withConnectedSocket(descriptor, channelInitializer: initializer)
    }
  }

  /// The next line, without its end.
  package func line() async throws -> ByteBuffer {
    try await read(.line)
  }

  /// The next line as text; octets that are not UTF-8 become replacement characters.
  package func text() async throws -> String {
    String(buffer: try await line())
  }

  /// Exactly `count` octets.
  package func octets(_ count: Int) async throws -> ByteBuffer {
    try await read(.octets(count))
  }

  package func send(_ bytes: some Sequence<UInt8> & Sendable) async throws {
    try await naming {
      try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }
  }

  /// Sends `line` and its end.
  package func send(line: String) async throws {
    try await send(Array("\(line)\r\n".utf8))
  }

  /// Goes on under TLS. Refused when the peer has already said more than was read: what came before the
  /// handshake must not count after it (RFC 3207 §6).
  package func startTLS(_ server: TrustedServer) async throws {
    let bound = reader
    let channel = channel
    let secure = try server.handlerMaker()
    try await naming {
      try await channel.eventLoop.submit {
        guard bound.value.isDrained else { throw ConnectionFailure.Reason.broken("plain text before TLS") }
        try channel.pipeline.syncOperations.addHandler(secure(), position: .first)
        // The handshake goes on without a demand for a line: what is sent next waits for its end.
        channel.read()
      }.get()
    }
  }

  /// `TLSv1.3` and the like; `nil` without TLS.
  package func tlsVersion() async -> String? {
    guard let version = try? await channel.nioSSL_tlsVersion().get() else { return nil }
    switch version {
    case .tlsv12: return "TLSv1.2"
    case .tlsv13: return "TLSv1.3"
    default: return "\(version)"
    }
  }

  /// Ends it; one that has ended already stays so.
  package func close() async {
    try? await channel.close().get()
  }

  private func read(_ demand: LineReader.Demand) async throws -> ByteBuffer {
    let bound = reader
    let channel = channel
    let loop = channel.eventLoop
    return try await naming {
      // Whoever no longer waits for the answer must not have to wait for it.
      try await withTaskCancellationHandler {
        try await loop.flatSubmit { bound.value.read(demand, on: loop) }.get()
      } onCancel: {
        channel.close(promise: nil)
      }
    }
  }

  private func naming<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
    do {
      return try await work()
    } catch let fault as Fault {
      throw fault
    } catch {
      throw ConnectionFailure(peer: peer, reason: .init(error))
    }
  }
}
