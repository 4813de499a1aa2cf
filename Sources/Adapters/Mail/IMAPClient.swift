import Foundation
import MailModel
import NIOCore

/// The client's side of an IMAP dialogue (RFC 3501, RFC 9051), one command at a time.
///
/// `command` hands the server's answer back, whatever it is; the named ones throw a `ProtocolRefusal`
/// unless it is OK.
package actor IMAPClient {
  package nonisolated let connection: LineConnection
  package nonisolated let greeting: String
  private var tags = 0

  /// A literal of more than this is refused before it is read.
  private static let literalLimit = 64 << 20
  private static let responseLimit = 100_000

  /// Reads the greeting of the server at the other end.
  package init(over connection: LineConnection) async throws {
    self.connection = connection
    greeting = try await connection.text()
    guard greeting.hasPrefix("* OK") || greeting.hasPrefix("* PREAUTH") else {
      throw ProtocolRefusal(peer: connection.peer, command: "the connection", answer: String(greeting.prefix(200)))
    }
  }

  @discardableResult
  package func command(_ name: String, _ arguments: IMAPArgument...) async throws -> IMAPResponse {
    tags += 1
    let tag = "p\(tags)"
    var line = "\(tag) \(name)"
    var untagged: [IMAPLine] = []
    for argument in arguments {
      switch argument {
      case .plain(let text): line += " \(text)"
      case .string(let text):
        if let quoted = IMAPArgument.quoted(text) {
          line += " \(quoted)"
        } else {
          try await connection.send(line: "\(line) {\(text.utf8.count)}")
          if let refusal = try await continuation(of: tag, into: &untagged) { return refusal }
          line = text
        }
      }
    }
    try await connection.send(line: line)
    return try await response(to: tag, after: untagged)
  }

  /// Waits for the server's leave to send a literal; its final answer, when it refuses.
  private func continuation(of tag: String, into untagged: inout [IMAPLine]) async throws -> IMAPResponse? {
    while true {
      let line = try await logicalLine()
      if line.text.hasPrefix("+") { return nil }
      if let response = tagged(line, tag: tag, untagged: untagged) { return response }
      untagged.append(line)
    }
  }

  private func response(to tag: String, after earlier: [IMAPLine]) async throws -> IMAPResponse {
    var untagged = earlier
    while untagged.count < IMAPClient.responseLimit {
      let line = try await logicalLine()
      if let response = tagged(line, tag: tag, untagged: untagged) { return response }
      guard line.text.hasPrefix("* ") else {
        throw ProtocolRefusal(peer: connection.peer, command: tag, answer: String(line.text.prefix(200)))
      }
      untagged.append(IMAPLine(text: String(line.text.dropFirst(2)), literals: line.literals))
    }
    throw ProtocolRefusal(peer: connection.peer, command: tag, answer: "more lines than any answer has")
  }

  private func tagged(_ line: IMAPLine, tag: String, untagged: [IMAPLine]) -> IMAPResponse? {
    let words = line.text.split(separator: " ", maxSplits: 2)
    guard words.count >= 2, words[0] == tag, let status = IMAPResponse.Status(rawValue: words[1].uppercased()) else {
      return nil
    }
    return IMAPResponse(status: status, text: words.count > 2 ? String(words[2]) : "", untagged: untagged)
  }

  /// A line with its literals: each `{n}` at the end of a piece announces n octets, and more of the line.
  private func logicalLine() async throws -> IMAPLine {
    var line = IMAPLine()
    while true {
      let piece = try await connection.text()
      guard let (start, length) = IMAPClient.literal(endOf: piece) else {
        line.text += piece
        return line
      }
      guard length <= IMAPClient.literalLimit else {
        throw ConnectionFailure(peer: connection.peer, reason: .lineTooLong(limit: IMAPClient.literalLimit))
      }
      line.text += piece[..<start] + "{}"
      line.literals.append(Array(try await connection.octets(length).readableBytesView))
    }
  }

  private static func literal(endOf piece: String) -> (start: String.Index, length: Int)? {
    guard piece.hasSuffix("}"), let brace = piece.lastIndex(of: "{") else { return nil }
    let digits = piece[piece.index(after: brace)...].dropLast()
    guard let length = Int(digits), length >= 0 else { return nil }
    return (brace, length)
  }

  /// `command`, and anything but OK is thrown. `name` is all of it that may be repeated to people.
  @discardableResult
  private func require(_ response: IMAPResponse, of name: String) throws -> IMAPResponse {
    guard response.status == .ok else {
      throw ProtocolRefusal(
        peer: connection.peer, command: name, answer: "\(response.status.rawValue) \(response.text)")
    }
    return response
  }
}

extension IMAPClient {
  package func signIn(_ user: String, _ password: Secret) async throws {
    try require(await command("LOGIN", .string(user), .string(password.value)), of: "LOGIN")
  }

  /// STARTTLS (RFC 9051 §6.2.1).
  package func startTLS(_ server: TrustedServer) async throws {
    try require(await command("STARTTLS"), of: "STARTTLS")
    try await connection.startTLS(server)
  }

  /// All folders, in the order of the server.
  package func folders() async throws -> [IMAPFolder] {
    let response = try await command("LIST", .string(""), .string("*"), .plain("RETURN (SPECIAL-USE)"))
    return try require(response, of: "LIST").untagged.compactMap(IMAPFolder.init)
  }

  /// SELECT; a folder that does not exist is a refusal.
  @discardableResult
  package func select(_ folder: String) async throws -> IMAPResponse {
    try require(await command("SELECT", .string(folder)), of: "SELECT \(folder)")
  }

  /// The UIDs in the selected folder whose header `name` contains `value`, new arrivals included.
  package func search(header name: String, _ value: String) async throws -> [UInt32] {
    try require(await command("NOOP"), of: "NOOP")
    let response = try await command("UID SEARCH HEADER", .string(name), .string(value))
    return try require(response, of: "SEARCH").found
  }

  /// The message with this UID, unmarked as read; `nil` when it is gone.
  package func fetch(_ uid: UInt32) async throws -> [UInt8]? {
    let response = try await command("UID FETCH", .plain("\(uid) BODY.PEEK[]"))
    return try require(response, of: "FETCH").untagged.first { $0.words.dropFirst().first == "FETCH" }?.literals.first
  }

  /// Takes these messages out of the selected folder for good.
  package func delete(_ uids: [UInt32]) async throws {
    guard !uids.isEmpty else { return }
    let set = uids.map(String.init).joined(separator: ",")
    try require(await command("UID STORE", .plain("\(set) +FLAGS.SILENT (\\Deleted)")), of: "STORE")
    try require(await command("UID EXPUNGE", .plain(set)), of: "EXPUNGE")
  }

  /// Takes probes out of the selected folder that an earlier, interrupted one left there; a server that
  /// cannot search by age (RFC 5032) leaves them.
  package func removeProbes(olderThan age: Duration) async throws {
    let response = try await command(
      "UID SEARCH HEADER", .plain(ProbeMessage.header), .string(""), .plain("OLDER \(age.components.seconds)"))
    if response.status == .ok { try await delete(response.found) }
  }

  /// LOGOUT, and the end of the connection, in whatever state it is.
  package func logout() async {
    _ = try? await command("LOGOUT")
    await connection.close()
  }
}
