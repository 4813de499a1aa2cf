import Foundation
import Kernel
import MailModel

/// Hands a letter to the mail service as another server of the same host does: plain SMTP, no sender in the envelope.
struct LetterDelivery {
  let letter: Letter
  /// Names the message, each one anew.
  let token: String

  func send(to server: Endpoint) async throws {
    do {
      let client = try await SMTPClient(over: .open(.tcp(server)))
      let result = await Result { try await submit(over: client) }
      await client.quit()
      try result.get()
    } catch {
      throw Fault(
        .unavailable, en: "the letter to \(letter.to) was not taken: \(error)",
        es: "no se aceptó la carta a \(letter.to): \(error)",
        hint: Text(en: "it is tried again", es: "se intentará de nuevo"))
    }
  }

  private func submit(over client: SMTPClient) async throws {
    _ = try await client.hello(as: "localhost")
    try await client.submit(bytes, from: "", to: [letter.to.text])
  }

  /// Base64 keeps every line short and of ASCII, whatever the text is (RFC 2045 §6.8).
  var bytes: [UInt8] {
    let text = letter.lines.map { $0 + "\r\n" }.joined()
    let body = Data(text.utf8).base64EncodedString(options: [
      .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
    ])
    let lines = [
      "From: <\(letter.from)>", "To: <\(letter.to.text)>", "Subject: \(Self.encoded(letter.subject))",
      "Date: \(ProbeMessage.text(of: letter.date))", "Message-ID: <\(token)@\(letter.to.domain.name)>",
      "Auto-Submitted: auto-generated", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: base64", "", body, "",
    ]
    return Array(lines.joined(separator: "\r\n").utf8)
  }

  /// Encoded words of at most 75 characters, one in each line (RFC 2047 §2).
  private static func encoded(_ text: String) -> String {
    var words: [String] = []
    var word = ""
    for character in text {
      // 39 octets are 52 characters of Base64, with the name of the field 73 in a line.
      if word.utf8.count + String(character).utf8.count > 39 {
        words.append(word)
        word = ""
      }
      word.append(character)
    }
    return (words + [word]).map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\r\n ")
  }
}

extension Result where Failure == any Error {
  fileprivate init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
