import Foundation
import MailFormats
import Testing

/// Files that are never there whole: they come in pieces, and memory does not grow with them.
@Suite struct CSVSizeTests {
  private let format = CSVFormat(encoding: .utf8, delimiter: ",")

  /// Octets that this process holds (proc(5), `statm`).
  private func resident() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    return try #require(Int(text.split(separator: " ")[1])) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  @Test func aMillionRowsAreReadInBoundedMemory() throws {
    let before = try resident()
    var reader = CSVReader(format)
    var last = CSVRecord(line: 0, content: .fields([]), next: CSVPosition(offset: 0, line: 0))
    var count = 0
    let piece = Array(String(repeating: "a,b\n", count: 10_000).utf8)
    for _ in 0..<100 {
      reader.read(piece) { record in
        count += 1
        last = record
      }
    }
    #expect(count == 1_000_000)
    #expect(last.line == 1_000_000 && last.content == .fields(["a", "b"]))
    #expect(try resident() - before < 16 << 20)
  }

  @Test(arguments: ["x", "\"x", "x,"]) func anEndlessLineIsOneFindingInBoundedMemory(_ beginning: String) throws {
    let before = try resident()
    var reader = CSVReader(format)
    var records: [CSVRecord] = []
    reader.read(beginning.utf8) { records.append($0) }
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 256 << 10)
    for _ in 0..<16 { reader.read(piece) { records.append($0) } }
    reader.finish { records.append($0) }
    #expect(records.map(\.content) == [.broken(.tooLong)])
    #expect(try resident() - before < 16 << 20)
  }
}
