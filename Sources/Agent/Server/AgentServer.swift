import Foundation
import Logging
import MailModel
import NIOPosix

/// Answers requests on a Unix socket: one request a line, one at a time on a connection.
///
/// Only the users in `permitted` are heard. At most `connectionLimit` connections are open; one that is
/// silent for `silence` ends. Each connection waits on a thread of its own, as there are so few.
package struct AgentServer: Sendable {
  package struct Options: Sendable {
    package var path: String
    package var permitted: Set<UInt32>
    /// The group that may connect, besides root.
    package var group: UInt32
    package var connectionLimit = 16
    package var lineLimit: Int
    /// Seconds.
    package var silence = 300
    /// Told which verb was answered, once the answer is on its way.
    package var afterReply: @Sendable (_ verb: String) async -> Void = { _ in }

    package init(path: String, permitted: Set<UInt32>, group: UInt32, lineLimit: Int) {
      self.path = path
      self.permitted = permitted
      self.group = group
      self.lineLimit = lineLimit
    }
  }

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
    let socket = AgentSocket(path: options.path)
    try socket.claim()
    let listener = try socket.listen(group: options.group)
    defer { unlink(options.path) }
    // One thread accepts, one turns away.
    let threads = NIOThreadPool(numberOfThreads: options.connectionLimit + 2)
    threads.start()
    try await isListening()
    try await withTaskCancellationHandler {
      try await accept(from: listener, on: threads)
    } onCancel: {
      listener.end()
    }
    try await threads.shutdownGracefully()
  }

  private func accept(from listener: SocketDescriptor, on threads: NIOThreadPool) async throws {
    let seats = Seats(limit: options.connectionLimit)
    await withDiscardingTaskGroup { group in
      while !Task.isCancelled {
        guard let connection = try? await threads.runIfActive({ listener.accept() }) else { continue }
        group.addTask {
          await withTaskCancellationHandler {
            await serve(Conversation(socket: connection, threads: threads, limit: options.lineLimit), seats)
          } onCancel: {
            connection.end()
          }
        }
      }
    }
  }

  private func serve(_ conversation: Conversation, _ seats: Seats) async {
    guard await seats.take() else { return await refuse(conversation, with: AgentServer.full) }
    do {
      let peer = try PeerCredentials(of: conversation.socket)
      if options.permitted.contains(peer.uid) {
        try await converse(conversation)
      } else {
        await refuse(conversation, with: PeerCredentials.refusal(uid: peer.uid))
      }
    } catch {
      logger.debug("connection ended", metadata: ["error": "\(error)"])
    }
    await seats.leave()
  }

  private func converse(_ conversation: Conversation) async throws {
    conversation.socket.setTimeout(seconds: options.silence)
    while let line = try await conversation.nextLine() {
      let answer = await table.answer(line)
      try await conversation.say(answer.line)
      if let verb = answer.verb { await options.afterReply(verb) }
    }
  }

  /// Answers after something of the request has come, or two seconds: a socket that closes with something unread
  /// takes the answer away with it.
  private func refuse(_ conversation: Conversation, with fault: Fault) async {
    conversation.socket.setTimeout(seconds: 2)
    _ = try? await conversation.nextLine()
    do {
      try await conversation.say(VerbTable.encode(fault))
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
