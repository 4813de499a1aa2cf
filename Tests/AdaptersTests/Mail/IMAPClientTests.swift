import Adapters
import MailModel
import TestSupport
import Testing

@Suite struct IMAPClientTests {
  @Test func putsLiteralsBackIntoTheirLine() async throws {
    let script: [ScriptedServer.Step] = [
      .say("* OK ready\r\n"), .hear,
      .say("* 1 FETCH (UID 7 BODY[] {12}\r\nA: b\r\n\r\nhi\r\n)\r\n* 2 EXISTS\r\np1 OK done\r\n"),
    ]
    let bytes = try await with(script) { try await $0.fetch(7) }
    #expect(bytes.map { String(decoding: $0, as: UTF8.self) } == "A: b\r\n\r\nhi\r\n")
  }

  @Test func findsNothingInAnEmptySearch() async throws {
    let script: [ScriptedServer.Step] = [
      .say("* OK ready\r\n"), .hear, .say("p1 OK\r\n"), .hear, .say("* SEARCH\r\np2 OK done\r\n"),
    ]
    #expect(try await with(script) { try await $0.search(header: "Message-ID", "<a@b>") } == [])
  }

  @Test func listsFoldersWithQuotedAndLiteralNames() async throws {
    let script: [ScriptedServer.Step] = [
      .say("* OK ready\r\n"), .hear,
      .say(
        "* LIST (\\HasNoChildren \\Junk) \"/\" Junk\r\n* LIST () \"/\" \"a \\\"b\\\" \\\\c\"\r\n"
          + "* LIST () \"/\" {5}\r\nx\"y{z\r\np1 OK\r\n"),
    ]
    let folders = try await with(script) { try await $0.folders() }
    #expect(folders.map(\.name) == ["Junk", "a \"b\" \\c", "x\"y{z"])
    #expect(folders.map(\.isJunk) == [true, false, false])
  }

  @Test func sendsALiteralOnlyAfterTheServersLeave() async throws {
    let script: [ScriptedServer.Step] = [
      .say("* OK ready\r\n"), .hear, .say("+ go on\r\n"), .hearOctets("contraseña".utf8.count + 2),
      .say("p1 OK signed in\r\n"),
    ]
    try await with(script) { try await $0.signIn("ana@example.org", Secret("contraseña")) }
  }

  @Test func endsACommandWhoseLiteralIsRefused() async throws {
    let script: [ScriptedServer.Step] = [.say("* OK ready\r\n"), .hear, .say("p1 BAD too long\r\n")]
    let response = try await with(script) { try await $0.command("LOGIN", .string("a\r\nb"), .string("c")) }
    #expect(response == IMAPResponse(status: .bad, text: "too long", untagged: []))
  }

  @Test func keepsThePasswordOutOfItsErrors() async throws {
    let script: [ScriptedServer.Step] = [
      .say("* OK ready\r\n"), .hear, .say("p1 NO [AUTHENTICATIONFAILED] Authentication failed.\r\n"),
    ]
    let refusal = try await with(script) { client in
      await #expect(throws: ProtocolRefusal.self) { try await client.signIn("ana@example.org", Secret("hunter2")) }
    }
    #expect(refusal?.command == "LOGIN")
    #expect(refusal?.answer == "NO [AUTHENTICATIONFAILED] Authentication failed.")
  }

  @Test func refusesALiteralOfImmodestSizeBeforeReadingIt() async throws {
    let script: [ScriptedServer.Step] = [
      .say("* OK ready\r\n"), .hear, .say("* 1 FETCH (BODY[] {99999999999}\r\n"),
    ]
    try await with(script) { client in
      await #expect(throws: ConnectionFailure.self) { try await client.fetch(1) }
    }
  }

  @Test func saysThatTheServerHungUpWithinALiteral() async throws {
    let script: [ScriptedServer.Step] = [
      .say("* OK ready\r\n"), .hear, .say("* 1 FETCH (BODY[] {100}\r\nonly this"), .hangUp,
    ]
    let failure = try await with(script) { client in
      await #expect(throws: ConnectionFailure.self) { try await client.fetch(1) }
    }
    #expect(failure?.reason == .closed)
  }

  @Test func refusesAGreetingThatSaysBye() async throws {
    try await ScriptedServer.with([.say("* BYE too many connections\r\n")]) { server in
      let connection = try await LineConnection.open(.tcp(server.endpoint))
      await #expect(throws: ProtocolRefusal.self) { try await IMAPClient(over: connection) }
      await connection.close()
    }
  }

  @discardableResult
  private func with<Result: Sendable>(
    _ script: [ScriptedServer.Step], _ body: (IMAPClient) async throws -> Result
  ) async throws -> Result {
    try await ScriptedServer.with(script) { server in
      let client = try await IMAPClient(over: LineConnection.open(.tcp(server.endpoint)))
      let result = try await body(client)
      await client.connection.close()
      return result
    }
  }
}
