import Adapters
import MailModel
import TestSupport
import Testing

@Suite struct SMTPClientTests {
  @Test func joinsTheLinesOfAReply() async throws {
    let script: [ScriptedServer.Step] = [
      .say("220-mail.example.org ESMTP\r\n220 ready\r\n"), .hear,
      .say("250-mail.example.org\r\n250-SIZE 1000\r\n250-starttls\r\n250 8BITMIME\r\n"),
    ]
    let (greeting, keywords) = try await with(script) { client in
      (client.greeting, try await client.hello())
    }
    #expect(greeting == SMTPReply(code: 220, lines: ["mail.example.org ESMTP", "ready"]))
    #expect(keywords == ["SIZE": "1000", "STARTTLS": "", "8BITMIME": ""])
  }

  @Test func tellsTheQueueIDOfAnAcceptedMessage() async throws {
    let script: [ScriptedServer.Step] = [
      .say("220 ready\r\n"), .hear, .say("250 ok\r\n"), .hear, .say("250 ok\r\n"), .hear, .say("354 go\r\n"),
      .hearOctets(9), .say("250 2.0.0 Ok: queued as 4bX1Yz2Zz3\r\n"),
    ]
    let reply = try await with(script) { client in
      try await client.submit(Array("hello\r\n".utf8), from: "a@example.org", to: ["b@example.org"])
    }
    #expect(reply.queueID == "4bX1Yz2Zz3")
  }

  @Test func handsARefusalBackWithTheServersWords() async throws {
    let script: [ScriptedServer.Step] = [
      .say("220 ready\r\n"), .hear, .say("550-5.1.1 no such user\r\n550 5.1.1 here\r\n"),
    ]
    let refusal = try await with(script) { client in
      await #expect(throws: ProtocolRefusal.self) { try await client.demand("RCPT TO:<nobody@example.org>") }
    }
    #expect(refusal?.answer == "550 5.1.1 no such user / 5.1.1 here")
  }

  @Test func keepsThePasswordOutOfItsErrors() async throws {
    let script: [ScriptedServer.Step] = [.say("220 ready\r\n"), .hear, .say("535 5.7.8 wrong\r\n")]
    let refusal = try await with(script) { client in
      await #expect(throws: ProtocolRefusal.self) { try await client.signIn("ana@example.org", Secret("hunter2")) }
    }
    #expect(refusal?.description == "\(refusal?.peer ?? "") answered AUTH PLAIN with: 535 5.7.8 wrong")
  }

  @Test(arguments: ["hello\r\n", "25 ok\r\n", "250:ok\r\n", "\r\n", "999 what\r\n"])
  func refusesALineThatIsNoReply(line: String) async throws {
    try await ScriptedServer.with([.say(line)]) { server in
      let connection = try await LineConnection.open(.tcp(server.endpoint))
      await #expect(throws: ProtocolRefusal.self) { try await SMTPClient(over: connection) }
      await connection.close()
    }
  }

  @Test func refusesAReplyWithoutEnd() async throws {
    try await ScriptedServer.with([.say(String(repeating: "220-again\r\n", count: 300))]) { server in
      let connection = try await LineConnection.open(.tcp(server.endpoint))
      await #expect(throws: ProtocolRefusal.self) { try await SMTPClient(over: connection) }
      await connection.close()
    }
  }

  @Test func sendsNoCommandThatWouldBeTwo() async throws {
    _ = try await with([.say("220 ready\r\n")]) { client in
      await #expect(throws: ProtocolRefusal.self) { try await client.command("NOOP\r\nDATA") }
    }
  }

  @Test(arguments: [
    ("", ".\r\n"), ("a\r\n", "a\r\n.\r\n"), ("a", "a\r\n.\r\n"), (".\r\n", "..\r\n.\r\n"),
    ("a\r\n.b\r\n..c\r\n", "a\r\n..b\r\n...c\r\n.\r\n"), ("a.b\r\n", "a.b\r\n.\r\n"),
  ])
  func doublesADotAtTheStartOfALine(message: String, stuffed: String) {
    #expect(String(decoding: SMTPClient.dotStuffed(Array(message.utf8)), as: UTF8.self) == stuffed)
  }

  @discardableResult
  private func with<Result: Sendable>(
    _ script: [ScriptedServer.Step], _ body: (SMTPClient) async throws -> Result
  ) async throws -> Result {
    try await ScriptedServer.with(script) { server in
      let client = try await SMTPClient(over: LineConnection.open(.tcp(server.endpoint)))
      let result = try await body(client)
      await client.connection.close()
      return result
    }
  }
}
