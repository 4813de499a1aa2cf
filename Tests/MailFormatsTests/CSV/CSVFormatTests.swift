import MailFormats
import Testing

@Suite struct CSVFormatTests {
  private func encoding(of octets: [UInt8]) -> TextEncoding {
    var detector = EncodingDetector()
    for octet in octets { detector.read([octet]) }
    return detector.found.encoding
  }

  @Test func knowsTheEncodingByItsMark() {
    #expect(encoding(of: [0xEF, 0xBB, 0xBF, 0x61]) == .utf8)
    #expect(encoding(of: [0xFF, 0xFE, 0x61, 0x00]) == .utf16LittleEndian)
    #expect(encoding(of: [0xFE, 0xFF, 0x00, 0x61]) == .utf16BigEndian)
  }

  @Test func knowsTheEncodingWithoutAMark() {
    #expect(encoding(of: Array("dirección,año".utf8)) == .utf8)
    #expect(encoding(of: Array("plain".utf8)) == .utf8)
    #expect(encoding(of: []) == .utf8)
    #expect(encoding(of: [0x64, 0xF3, 0x6E, 0x0A]) == .windows1252)
    #expect(encoding(of: "correo;año".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }) == .utf16LittleEndian)
    #expect(encoding(of: "correo;año".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }) == .utf16BigEndian)
  }

  /// The first octet that is no UTF-8 may come at the very end of a large file.
  @Test func looksAtAllOfTheFile() {
    #expect(encoding(of: [UInt8](repeating: 0x61, count: 100_000) + [0xE9]) == .windows1252)
    #expect(encoding(of: [0x61, 0xC3]) == .windows1252)
    #expect(encoding(of: [0xED, 0xA0, 0x80]) == .windows1252)
  }

  @Test(arguments: [",", ";", "\t", "|"]) func findsTheDelimiterOutsideOfQuotes(_ delimiter: String) {
    let head = Array("\n\"Last, First; |\"\(delimiter)address\(delimiter)x\nq;;;;,,,,||||\t\t\t\t".utf8)
    #expect(CSVFormat(encoding: .utf8, mark: 0, head: head).delimiter == delimiter)
  }

  @Test func oneColumnHasACommaForDelimiter() {
    #expect(CSVFormat(encoding: .utf8, mark: 0, head: Array("address\n".utf8)).delimiter == ",")
  }

  @Test(arguments: ["\u{301}", "\u{200D}", "\u{FE0F}"]) func aMarkHidesNeitherAFormulaNorAQuote(_ mark: String) {
    let line = CSVLine.text(["=\(mark)1+1", "a\"\(mark),b", "a,\(mark)b"])
    let expected = "'=\(mark)1+1,\"a\"\"\(mark),b\",\"a,\(mark)b\"\r\n"
    #expect(Array(line.unicodeScalars) == Array(expected.unicodeScalars))
  }

  @Test func writesNoFormulas() {
    #expect(CSVLine.text(["=1+1", "a,b", "say \"x\"", "plain"]) == "'=1+1,\"a,b\",\"say \"\"x\"\"\",plain\r\n")
  }
}
