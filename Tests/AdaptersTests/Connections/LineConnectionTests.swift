import Adapters
import Foundation
import MailModel
import TestSupport
import Testing

@Suite struct LineConnectionTests {
  @Test func handsOutOneLineAtATimeWithoutItsEnd() async throws {
    let lines = try await ScriptedServer.with([.say("one\r\ntwo\nthree\r\n")]) { server in
      let connection = try await LineConnection.open(.tcp(server.endpoint))
      let lines = try await [connection.text(), connection.text(), connection.text()]
      await connection.close()
      return lines
    }
    #expect(lines == ["one", "two", "three"])
  }

  @Test func handsOutCountedOctetsBetweenLines() async throws {
    let pieces = try await ScriptedServer.with([.say("head\r\nab\r\ncdtail\r\n")]) { server in
      let connection = try await LineConnection.open(.tcp(server.endpoint))
      let pieces = try await [connection.text(), String(buffer: connection.octets(6)), connection.text()]
      await connection.close()
      return pieces
    }
    #expect(pieces == ["head", "ab\r\ncd", "tail"])
  }

  @Test func refusesALineBeyondItsLimit() async throws {
    let reason = try await failure(of: [.say(String(repeating: "x", count: 300))], limits: .init(line: 200))
    #expect(reason == .lineTooLong(limit: 200))
  }

  @Test func refusesALineBeyondItsLimitThatComesWhole() async throws {
    let reason = try await failure(of: [.say(String(repeating: "x", count: 300) + "\r\n")], limits: .init(line: 200))
    #expect(reason == .lineTooLong(limit: 200))
  }

  @Test func saysThatThePeerHungUpInTheMiddleOfALine() async throws {
    #expect(try await failure(of: [.say("half a li"), .hangUp]) == .closed)
  }

  @Test func endsAtItsDeadlineWhenNothingComes() async throws {
    #expect(try await failure(of: [], limits: .init(time: .milliseconds(500))) == .timedOut)
  }

  @Test func aDeadlineThatPassesWhileConnectingIsOneToo() async throws {
    try await ScriptedServer.with([]) { server in
      let failure = await #expect(throws: ConnectionFailure.self) {
        _ = try await LineConnection.open(.tcp(server.endpoint), limits: .init(time: .zero)).line()
      }
      #expect(failure?.reason == .timedOut)
    }
  }

  @Test func saysThatNothingListens() async throws {
    let endpoint = try Endpoint("127.0.0.1:1")
    let failure = await #expect(throws: ConnectionFailure.self) {
      try await LineConnection.open(.tcp(endpoint))
    }
    #expect(failure?.reason == .refused("Connection refused"))
    #expect(failure?.fault.message.en.contains(endpoint.text) == true)
  }

  @Test func writingToAClosedConnectionFails() async throws {
    try await ScriptedServer.with([.hangUp]) { server in
      let connection = try await LineConnection.open(.tcp(server.endpoint))
      await #expect(throws: ConnectionFailure.self) { try await connection.line() }
      await #expect(throws: ConnectionFailure.self) { try await connection.send(line: "hello") }
    }
  }

  private func failure(
    of script: [ScriptedServer.Step], limits: LineConnection.Limits = .init()
  ) async throws -> ConnectionFailure.Reason? {
    try await ScriptedServer.with(script) { server in
      let connection = try await LineConnection.open(.tcp(server.endpoint), limits: limits)
      let failure = await #expect(throws: ConnectionFailure.self) { try await connection.line() }
      await connection.close()
      return failure?.reason
    }
  }
}
