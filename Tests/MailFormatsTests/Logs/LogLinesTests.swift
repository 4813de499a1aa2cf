import MailFormats
import Testing

@Suite struct LogLinesTests {
  private func lines(_ text: [UInt8], inPiecesOf size: Int) -> [[UInt8]] {
    var splitter = LogLines()
    var found: [[UInt8]] = []
    for start in stride(from: 0, to: text.count, by: size) {
      text[start..<min(start + size, text.count)].withUnsafeBytes { piece in
        splitter.feed(piece) { found.append(Array($0)) }
      }
    }
    splitter.finish { found.append(Array($0)) }
    return found
  }

  @Test(arguments: 1...20) func findsTheSameLinesInPiecesOfAnySize(_ size: Int) {
    let text = Array("first\r\n\nthird line, longer than a word\n\u{FF}\0\nlast without an end".utf8)
    let wanted = ["first", "", "third line, longer than a word", "\u{FF}\0", "last without an end"].map {
      Array($0.utf8)
    }
    #expect(lines(text, inPiecesOf: size) == wanted)
  }

  @Test(arguments: [1_000, 65_536, 1_000_000]) func cutsALineThatDoesNotEnd(_ size: Int) {
    let found = lines(Array(repeating: 120, count: 300_000) + Array("\nnext\n".utf8), inPiecesOf: size)
    #expect(found.map(\.count) == [LogLines.longest, 4])
  }
}
