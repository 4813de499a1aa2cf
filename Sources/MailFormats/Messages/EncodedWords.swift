import Foundation

/// Header text as people read it: encoded words (RFC 2047) decoded, everything that is no character of a line left out.
package enum EncodedWords {
  /// Words in a charset that is not known here stay as they are.
  package static func decoded(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    var endsInWord = false
    while let word = rest.firstMatch(of: pattern) {
      let between = rest[..<word.range.lowerBound]
      // White space between two encoded words is part of neither (RFC 2047 §6.2).
      if !endsInWord || !between.allSatisfy(\.isWhitespace) { result += between }
      let plain = decoded(charset: word.1, encoding: word.2, content: word.3)
      result += plain ?? String(word.0)
      endsInWord = plain != nil
      rest = rest[word.range.upperBound...]
    }
    return String((result + rest).unicodeScalars.filter { $0.properties.generalCategory != .control })
  }

  private static var pattern: Regex<(Substring, Substring, Substring, Substring)> {
    /=\?([A-Za-z0-9_-]+)(?:\*[A-Za-z0-9-]+)?\?([BbQq])\?([^? ]*)\?=/
  }

  private static func decoded(charset: Substring, encoding: Substring, content: Substring) -> String? {
    guard let octets = encoding.lowercased() == "b" ? base64(content) : quoted(content) else { return nil }
    switch charset.lowercased() {
    case "utf-8", "us-ascii": return String(decoding: octets, as: UTF8.self)
    case "iso-8859-1", "iso-8859-15", "windows-1252":
      return String(data: octets, encoding: charset.lowercased() == "windows-1252" ? .windowsCP1252 : .isoLatin1)
    default: return nil
    }
  }

  private static func base64(_ text: Substring) -> Data? {
    let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
    return Data(base64Encoded: text + padding)
  }

  /// RFC 2047 §4.2; what is no digit after a `=` stays.
  private static func quoted(_ text: Substring) -> Data {
    var octets = Data()
    var rest = text.utf8[...]
    while let first = rest.popFirst() {
      let digits = rest.prefix(2)
      if first == UInt8(ascii: "="), digits.count == 2,
        let octet = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      {
        octets.append(octet)
        rest = rest.dropFirst(2)
      } else {
        octets.append(first == UInt8(ascii: "_") ? UInt8(ascii: " ") : first)
      }
    }
    return octets
  }
}
