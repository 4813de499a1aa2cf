import Foundation
import Logging
import MailModel
import NIOCore
import NIOPosix

/// Answers requests on a Unix socket: one request a line, one at a time on a connection.
///
/// Only the users in `permitted` are heard. At most `connectionLimit` connections are open; one that is
/// silent for `silence` ends.
package struct AgentServer: Sendable {
  package struct Options: Sendable {
    package var path: String
    package var permitted: Set<UInt32>
    /// The group that may connect, besides root.
    package var group: UInt32
    package var connectionLimit = 32
    package var lineLimit: Int
    package var silence = TimeAmount.seconds(300)
    /// Told which verb was answered, once the answer is on its way.
    package var afterReply: @Sendable (_ verb: String) async -> Void = { _ in }

    package init(path: String, permitted: Set<UInt32>, group: UInt32, lineLimit: Int) {
      self.path = path
      self.permitted = permitted
      self.group = group
      self.lineLimit = lineLimit
    }
  }

  private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

  let options: Options
  let table: VerbTable
  let logger: Logger

  package init(options: Options, table: VerbTable, logger: Logger) {
    self.options = options
    self.table = table
    self.logger = logger
  }

  /// Serves until the task is cancelled; `isListening` runs once the socket accepts connections.
  package func run(isListening: @Sendable () async throws -> Void = {}) async throws {
    try AgentSocket(path: options.path).claim()
    let server = try await bind()
    try open()
    let seats = Seats(limit: options.connectionLimit)
    try await server.executeThenClose { connections in
      try await isListening()
      try await withThrowingDiscardingTaskGroup { group in
        for try await connection in connections {
          group.addTask { await serve(connection, seats: seats) }
        }
      }
    }
    unlink(options.path)
  }

  private func bind() async throws -> NIOAsyncChannel<Connection, Never> {
    let silence = options.silence
    return try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.backlog, value: 64)
      .bind(unixDomainSocketPath: options.path) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(IdleStateHandler(readTimeout: silence))
          try channel.pipeline.syncOperations.addHandler(ClosesWhenIdle())
          return try Connection(wrappingChannelSynchronously: channel)
        }
      }
  }

  /// The socket's mode is the first fence, the peer's credentials the second.
  private func open() throws {
    guard chown(options.path, getuid(), options.group) == 0, chmod(options.path, 0o660) == 0 else {
      throw SystemFailure("set the mode of", options.path)
    }
  }

  private func serve(_ connection: Connection, seats: Seats) async {
    guard await seats.take() else { return await refuse(connection, with: AgentServer.full) }
    do {
      let peer = try await PeerCredentials.of(connection.channel)
      if options.permitted.contains(peer.uid) {
        try await converse(connection)
      } else {
        await refuse(connection, with: PeerCredentials.refusal(uid: peer.uid))
      }
    } catch {
      logger.debug("connection ended", metadata: ["error": "\(error)"])
    }
    await seats.leave()
  }

  private func converse(_ connection: Connection) async throws {
    try await connection.executeThenClose { inbound, outbound in
      var framing = LineFraming(limit: options.lineLimit)
      for try await var octets in inbound {
        for line in try framing.receive(&octets) {
          let answer = await table.answer(Data(line.readableBytesView))
          try await outbound.write(ByteBuffer(bytes: answer.line + [UInt8(ascii: "\n")]))
          if let verb = answer.verb { await options.afterReply(verb) }
        }
      }
    }
  }

  /// Answers after the request has come, or two seconds: a socket that closes with something unread takes the
  /// answer away with it.
  private func refuse(_ connection: Connection, with fault: Fault) async {
    let reply = ByteBuffer(bytes: VerbTable.encode(fault) + [UInt8(ascii: "\n")])
    do {
      try await connection.executeThenClose { inbound, outbound in
        await withTaskGroup { group in
          group.addTask { _ = try? await inbound.first { _ in true } }
          group.addTask { try? await Task.sleep(for: .seconds(2)) }
          await group.next()
          group.cancelAll()
        }
        try await outbound.write(reply)
      }
    } catch {
      logger.debug("a refusal was not heard", metadata: ["error": "\(error)"])
    }
  }

  private static let full = Fault(
    .unavailable, en: "the host agent serves too many connections",
    es: "el agente del equipo tiene demasiadas conexiones",
    hint: Text(en: "try again in a moment", es: "inténtelo dentro de un momento"))
}

/// How many connections are open.
private actor Seats {
  private let limit: Int
  private var taken = 0

  init(limit: Int) {
    self.limit = limit
  }

  func take() -> Bool {
    guard taken < limit else { return false }
    taken += 1
    return true
  }

  func leave() {
    taken -= 1
  }
}

private final class ClosesWhenIdle: ChannelInboundHandler, Sendable {
  typealias InboundIn = ByteBuffer

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent {
      context.close(promise: nil)
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }
}
