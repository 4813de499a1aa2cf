import AgentProtocol
import Foundation
import Logging
import MailModel
import Synchronization
import TestSupport
import Testing

@testable import Agent

/// The server on a real socket, with real clients.
@Suite(.serialized) struct AgentServerTests {
  @Test func answersARequestWithOneLine() async throws {
    try await serving { path in
      let reply = try await ask(path, #"{"verb":"services.list","body":{}}"#)
      #expect(reply == #"{"reply":[]}"#)
    }
  }

  @Test func answersRequestsOfOneConnectionInOrder() async throws {
    try await serving { path in
      let reply = try await ask(path, "{\"verb\":\"services.list\",\"body\":{}}\n{\"verb\":\"no\"}", lines: 2)
      let lines = reply.split(separator: "\n")
      #expect(lines.first == #"{"reply":[]}"#)
      #expect(lines.last?.contains("does not know the verb") == true)
    }
  }

  @Test func refusesWhatItCannotRead() async throws {
    try await serving { path in
      let reply1 = try await ask(path, "not JSON")
      #expect(reply1.contains("the request cannot be read: it is not JSON"))
      let reply2 = try await ask(path, #"{"body":{}}"#)
      #expect(reply2.contains("“verb” is missing"))
      let reply3 = try await ask(path, #"{"verb":"account.forget","body":{"address":7}}"#)
      #expect(reply3.contains(#""field":"body.address""#))
    }
  }

  @Test func passesOnWhatAValueSaysAgainstItself() async throws {
    try await serving { path in
      let request = #"{"verb":"account.forget","body":{"address":"nobody","endsSessions":false}}"#
      let reply4 = try await ask(path, request)
      #expect(reply4.contains("is not an e-mail address"))
    }
  }

  @Test func endsAConnectionWhoseLineIsTooLong() async throws {
    try await serving { path in
      let reply5 = try await ask(path, String(repeating: "x", count: 10_000))
      #expect(reply5 == "")
      let reply6 = try await ask(path, #"{"verb":"services.list","body":{}}"#)
      #expect(reply6 == #"{"reply":[]}"#)
    }
  }

  @Test func refusesAUserWhoIsNotPermitted() async throws {
    try await serving { path in
      chmod(path, 0o666)
      chmod(DurableFile.parent(of: path), 0o755)
      let reply = try await ask(path, #"{"verb":"services.list","body":{}}"#, as: "nobody")
      #expect(reply.contains("may not speak with the host agent"))
    }
  }

  @Test func keepsOtherUsersAwayByTheModeOfTheSocket() async throws {
    try await serving { path in
      var status = stat()
      #expect(stat(path, &status) == 0)
      #expect(status.st_mode & 0o7777 == 0o660)
    }
  }

  @Test func turnsAwayMoreConnectionsThanItsLimit() async throws {
    try await serving(connections: 1) { path in
      let first = try Dialogue(unix: path)
      try first.say(Array("{\"verb\":\"services.list\",\"body\":{}}\n".utf8))
      #expect(try first.hears("reply"))
      let second = try await ask(path, #"{"verb":"services.list","body":{}}"#)
      #expect(second.contains("too many connections"))
      try first.say(Array("{\"verb\":\"services.list\",\"body\":{}}\n".utf8))
      #expect(try first.hears("reply"))
    }
  }

  @Test func replacesASocketThatNobodyServes() async throws {
    try await ScratchDirectory.with { directory in
      let path = "\(directory)/a.sock"
      try leaveStaleSocket(at: path)
      try await serving(at: path) { path in
        let reply7 = try await ask(path, #"{"verb":"services.list","body":{}}"#)
        #expect(reply7 == #"{"reply":[]}"#)
      }
    }
  }

  @Test func refusesToReplaceASocketThatSomebodyServes() async throws {
    try await serving { path in
      #expect(throws: Fault(.conflict, en: "", es: "")) { try AgentSocket(path: path).claim() }
    }
  }

  @Test func refusesToReplaceAFile() async throws {
    try await ScratchDirectory.with { directory in
      let path = "\(directory)/a.sock"
      try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
      #expect(throws: Fault(.conflict, en: "", es: "")) { try AgentSocket(path: path).claim() }
      #expect(FileManager.default.contents(atPath: path) == Data("precious".utf8))
    }
  }

  @Test func refusesAPathThatIsTooLongForASocket() {
    let path = "/tmp/" + String(repeating: "x", count: 110)
    #expect(throws: Fault(.invalid, en: "", es: "")) { try AgentSocket(path: path).claim() }
  }
}

extension AgentServerTests {
  private func serving(
    at place: String? = nil, connections: Int = 16, _ body: @escaping @Sendable (String) async throws -> Void
  ) async throws {
    try await ScratchDirectory.with { directory in
      var options = AgentServer.Options(
        path: place ?? "\(directory)/a.sock", permitted: [getuid()], group: getgid(), lineLimit: 4096)
      options.connectionLimit = connections
      let server = AgentServer(options: options, table: table, logger: .silent)
      let path = options.path
      let (listening, ready) = AsyncStream<Void>.makeStream()
      try await withThrowingTaskGroup { group in
        group.addTask { try await server.run { ready.yield() } }
        for await _ in listening { break }
        try await body(path)
        group.cancelAll()
      }
    }
  }

  private var table: VerbTable {
    var table = VerbTable(logger: .silent)
    table.on(ListServices.self) { _ in [] }
    table.on(ForgetSignIns.self) { _ in Done() }
    return table
  }

  /// Sends `request` and returns what comes back, until `lines` lines have come or the server hangs up.
  private func ask(_ path: String, _ request: String, lines: Int = 1, as user: String = "root") async throws -> String {
    let script = """
      import socket, sys
      s = socket.socket(socket.AF_UNIX); s.settimeout(10); s.connect(sys.argv[1])
      try:
        s.sendall(sys.argv[2].encode() + b"\\n"); text = b""
        while text.count(b"\\n") < int(sys.argv[3]):
          part = s.recv(65536)
          if not part: break
          text += part
      except (BrokenPipeError, ConnectionResetError): pass
      print(text.decode().strip())
      """
    let program = Program(
      "/usr/bin/setpriv",
      [
        "--reuid", user, "--clear-groups", "--", "/usr/bin/python3", "-c", script, path, request, String(lines),
      ])
    return try await program.succeed().output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// A socket whose server is gone: bound by a process that has ended.
  private func leaveStaleSocket(at path: String) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let bound = try SocketAddress.withAddress(ofUnix: path) { bind(descriptor, $0, $1) }
    close(descriptor)
    #expect(bound == 0)
  }
}

extension Logger {
  static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
