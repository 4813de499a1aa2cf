import Foundation
import MailModel
import NIOCore

/// The client's side of a ManageSieve dialogue (RFC 5804), as far as storing and activating scripts goes.
package struct ManageSieveClient: Sendable {
  package struct Response: Hashable, Sendable {
    package var isOK: Bool
    /// The server's words, and the lines before them.
    package var text: String
    package var lines: [String]
  }

  package let connection: LineConnection
  /// What the server said of itself at the start, or after STARTTLS.
  package let capabilities: [String]

  package init(over connection: LineConnection) async throws {
    self.connection = connection
    capabilities = try await ManageSieveClient.response(from: connection).lines
  }

  /// STARTTLS; the client to go on with, since the server introduces itself anew (RFC 5804 §2.2).
  package func startTLS(_ server: TrustedServer) async throws -> ManageSieveClient {
    let response = try await command("STARTTLS")
    guard response.isOK else { throw refusal(of: "STARTTLS", response) }
    try await connection.startTLS(server)
    return try await ManageSieveClient(over: connection)
  }

  package func signIn(_ user: String, _ password: Secret) async throws {
    let credentials = Data("\0\(user)\0\(password.value)".utf8).base64EncodedString()
    let response = try await command("AUTHENTICATE \"PLAIN\" \"\(credentials)\"")
    guard response.isOK else { throw refusal(of: "AUTHENTICATE", response) }
  }

  package func put(_ script: String, as name: String) async throws -> Response {
    try await command("PUTSCRIPT \"\(name)\" {\(script.utf8.count)+}\r\n\(script)")
  }

  package func activate(_ name: String) async throws -> Response {
    try await command("SETACTIVE \"\(name)\"")
  }

  @discardableResult
  package func command(_ line: String) async throws -> Response {
    try await connection.send(line: line)
    return try await ManageSieveClient.response(from: connection)
  }

  package func logout() async {
    _ = try? await command("LOGOUT")
    await connection.close()
  }

  private func refusal(of command: String, _ response: Response) -> ProtocolRefusal {
    ProtocolRefusal(peer: connection.peer, command: command, answer: response.text)
  }

  private static let lineLimit = 10_000

  private static func response(from connection: LineConnection) async throws -> Response {
    var lines: [String] = []
    while lines.count < lineLimit {
      let line = try await logicalLine(from: connection)
      for (word, isOK) in [("OK", true), ("NO", false), ("BYE", false)] where line.hasPrefix(word) {
        return Response(isOK: isOK, text: line, lines: lines)
      }
      lines.append(line)
    }
    throw ProtocolRefusal(peer: connection.peer, command: "ManageSieve", answer: "more lines than any answer has")
  }

  /// A line whose `{n}` literals are put in place of their announcement.
  private static func logicalLine(from connection: LineConnection) async throws -> String {
    var line = try await connection.text()
    while line.hasSuffix("}"), let brace = line.lastIndex(of: "{"),
      let length = Int(line[line.index(after: brace)...].dropLast()), (0...(1 << 20)).contains(length)
    {
      let literal = String(buffer: try await connection.octets(length))
      line = line[..<brace] + literal + (try await connection.text())
    }
    return line
  }
}
