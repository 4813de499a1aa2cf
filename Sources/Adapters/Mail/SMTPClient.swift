import Foundation
import MailModel

/// The client's side of an SMTP or LMTP dialogue (RFC 5321, RFC 4954), one command at a time.
///
/// The plain commands hand the server's reply back, whatever it is, for whoever wants to know what a server
/// says; `submit` and the like throw a `ProtocolRefusal` at the first reply that is not positive.
package struct SMTPClient: Sendable {
  package let connection: LineConnection
  package let greeting: SMTPReply

  /// Reads the greeting of the server at the other end.
  package init(over connection: LineConnection) async throws {
    self.connection = connection
    greeting = try await SMTPClient.reply(from: connection, to: "the connection")
  }

  /// Sends `line` as it stands and reads the reply. A line end within it is refused: it would be two commands.
  @discardableResult
  package func command(_ line: String, name: String? = nil) async throws -> SMTPReply {
    let name = name ?? String(line.prefix { $0 != " " })
    guard !line.utf8.contains(where: { $0 == 10 || $0 == 13 }) else {
      throw ProtocolRefusal(peer: connection.peer, command: name, answer: "a command is one line")
    }
    try await connection.send(line: line)
    return try await reply(to: name)
  }

  /// The next reply, for those who sent octets of their own over `connection`.
  package func reply(to command: String) async throws -> SMTPReply {
    try await SMTPClient.reply(from: connection, to: command)
  }

  /// Lines of a reply beyond this many are an attack, not an answer.
  private static let replyLimit = 200

  private static func reply(from connection: LineConnection, to command: String) async throws -> SMTPReply {
    var lines: [String] = []
    while lines.count < replyLimit {
      let text = try await connection.text()
      guard let line = SMTPReplyLine(text) else {
        throw ProtocolRefusal(peer: connection.peer, command: command, answer: String(text.prefix(200)))
      }
      lines.append(line.text)
      if line.isLast { return SMTPReply(code: line.code, lines: lines) }
    }
    throw ProtocolRefusal(peer: connection.peer, command: command, answer: "more than \(replyLimit) lines")
  }

  /// `command`, and anything but a positive reply is thrown.
  @discardableResult
  package func demand(_ line: String, name: String? = nil) async throws -> SMTPReply {
    let reply = try await command(line, name: name)
    return try require(reply, of: name ?? line)
  }

  private func require(_ reply: SMTPReply, of command: String) throws -> SMTPReply {
    guard reply.isPositive else {
      throw ProtocolRefusal(peer: connection.peer, command: command, answer: reply.description)
    }
    return reply
  }
}

extension SMTPClient {
  /// EHLO; the keywords that the server offers, in upper case, with their parameters.
  package func hello(as name: String = "probe.invalid") async throws -> [String: String] {
    let reply = try await demand("EHLO \(name)")
    return Dictionary(
      reply.lines.dropFirst().map { line in
        let words = line.split(separator: " ", maxSplits: 1)
        return (words.first?.uppercased() ?? "", words.dropFirst().first.map(String.init) ?? "")
      }, uniquingKeysWith: { first, _ in first })
  }

  /// STARTTLS, after which EHLO comes anew (RFC 3207 §4.2).
  package func startTLS(_ server: TrustedServer) async throws {
    try await demand("STARTTLS")
    try await connection.startTLS(server)
  }

  /// AUTH PLAIN with its initial response (RFC 4616); the reply, so that a refusal can be looked at.
  package func authenticate(_ user: String, _ password: Secret) async throws -> SMTPReply {
    let response = Data("\0\(user)\0\(password.value)".utf8).base64EncodedString()
    return try await command("AUTH PLAIN \(response)", name: "AUTH PLAIN")
  }

  /// Signs in or throws.
  package func signIn(_ user: String, _ password: Secret) async throws {
    _ = try require(await authenticate(user, password), of: "AUTH PLAIN")
  }

  /// MAIL, RCPT and DATA up to the server's leave to send the message.
  package func begin(from sender: String, to recipients: [String]) async throws {
    try await demand("MAIL FROM:<\(sender)>")
    for recipient in recipients { try await demand("RCPT TO:<\(recipient)>") }
    try await demand("DATA")
  }

  /// The message and its end; the reply names the queue ID.
  package func finish(_ message: [UInt8]) async throws -> SMTPReply {
    try await connection.send(SMTPClient.dotStuffed(message))
    return try require(await reply(to: "the end of the message"), of: "the end of the message")
  }

  /// A whole transaction.
  @discardableResult
  package func submit(_ message: [UInt8], from sender: String, to recipients: [String]) async throws -> SMTPReply {
    try await begin(from: sender, to: recipients)
    return try await finish(message)
  }

  /// QUIT, and the end of the connection, in whatever state it is.
  package func quit() async {
    _ = try? await command("QUIT")
    await connection.close()
  }

  /// The message as DATA wants it: a dot doubled at the start of a line, and a line with one dot at the end
  /// (RFC 5321 §4.5.2). Lines must end in CR LF already.
  package static func dotStuffed(_ message: [UInt8]) -> [UInt8] {
    let dot = UInt8(ascii: ".")
    var stuffed: [UInt8] = []
    stuffed.reserveCapacity(message.count + 8)
    var startsLine = true
    for octet in message {
      if startsLine, octet == dot { stuffed.append(dot) }
      stuffed.append(octet)
      startsLine = octet == UInt8(ascii: "\n")
    }
    if !startsLine { stuffed += Array("\r\n".utf8) }
    return stuffed + Array(".\r\n".utf8)
  }
}
