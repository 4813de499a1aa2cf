import Kernel
import MailModel
import Testing

@testable import Deployment

@Suite struct ServiceFileReaderTests {
  @Test func knowsWhereEveryNodeStands() throws {
    let root = try ServiceFileReader.read("service:\n  host: mail.example.org\n  listen:\n    - 127.0.0.1\n")
    let service = try #require(try root.fields(["service"])["service"])
    #expect((service.line, service.column) == (2, 3))
    let fields = try service.fields(["host", "listen"])
    let host = try #require(fields["host"])
    #expect((host.line, host.column) == (2, 9))
    let address = try #require(try fields["listen"]?.list().first)
    #expect((address.line, address.column) == (4, 7))
  }

  @Test func countsColumnsInCharacters() throws {
    let root = try ServiceFileReader.read("{ñandú: 1, b: 2}")
    let second = try #require(try root.fields(["ñandú", "b"])["b"])
    #expect((second.line, second.column) == (1, 15))
  }

  @Test func takesQuotedValuesForTextAndPlainOnesForNull() throws {
    let root = try ServiceFileReader.read(#"[null, "null", ~, '', 12, "a\u00e9"]"#)
    #expect(
      try root.list().map(\.content) == [.null, .scalar("null"), .null, .scalar(""), .scalar("12"), .scalar("aé")])
  }

  @Test(arguments: ["", "# nothing but a comment\n", "---\n"])
  func takesAnEmptyFileForNoFields(_ text: String) throws {
    let content = try ServiceFileReader.read(text).content
    #expect(content == .mapping([]) || content == .null)
  }

  /// What is wrong, and the words for it in both languages.
  @Test(arguments: [
    (
      "service:\n  host mail.example.org\n  listen: x\n", "line 3, column 9: there is a colon too many",
      "línea 3, columna 9: sobran dos puntos"
    ),
    ("service:\n\thost: a\n", "line 2, column 1: nothing can begin", "línea 2, columna 1: nada puede empezar"),
    (
      "domains: [a.org, b.org\n", "line 2, column 1: the list is not closed",
      "línea 2, columna 1: la lista no se cierra"
    ),
    (
      "service: {host: a.org\n", "line 2, column 1: the fields are not closed",
      "línea 2, columna 1: los campos no se cierran"
    ),
    ("a: \"open\n", "line 2, column 1: a quotation mark", "línea 2, columna 1: unas comillas"),
    ("a: \"\\q\"\n", "line 1, column 5: nobody knows this escape", "línea 1, columna 5: nadie conoce"),
    ("a: 1\nb: 2\na: 3\n", "line 1, column 1: the field “a” stands here twice", "línea 1, columna 1: el campo «a»"),
    ("a: 1\n---\nb: 2\n", "line 2, column 1: a second document", "línea 2, columna 1: aquí empieza un segundo"),
    (
      "a: 1\nb: \u{1}\n", "line 2, column 4: a control character", "línea 2, columna 4: aquí hay un carácter de control"
    ),
    ("a: b: c\n", "line 1, column 5: there is a colon too many", "línea 1, columna 5: sobran dos puntos"),
    ("a:\n  - 1\n  b: 2\n", "line 3, column 3: the next item", "línea 3, columna 3: el siguiente elemento"),
    ("a: *b\n", "line 1, column 4: anchors and aliases", "línea 1, columna 4: aquí no se leen"),
    ("a: &b 1\n", "line 1, column 4: anchors and aliases", "línea 1, columna 4: aquí no se leen"),
    ("a: &b 1\nc: *b\n", "line 2, column 4: anchors and aliases", "línea 2, columna 4: aquí no se leen"),
  ])
  func pointsAtWhatIsWrong(_ text: String, _ english: String, _ spanish: String) throws {
    let fault = try #require(throws: Fault.self) { try ServiceFileReader.read(text) }
    #expect(fault.code == .invalid)
    #expect(fault.message.en.hasPrefix(english), "\(fault.message.en)")
    #expect(fault.message.es.hasPrefix(spanish), "\(fault.message.es)")
  }

  @Test func refusesAFewLinesThatStandForMoreThanFitsInMemory() throws {
    let bomb = "a0: &a0 [x, x]\n" + (1...40).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
    #expect(throws: Fault.self) { try ServiceFileReader.read(bomb) }
    let inKeys = "? &a0 [x, x]\n: 1\n" + (1...40).map { "? &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n: 1\n" }.joined()
    #expect(throws: Fault.self) { try ServiceFileReader.read(inKeys) }
  }

  @Test(arguments: ["[", "{a: ", "- "])
  func refusesEndlessNesting(_ opening: String) throws {
    #expect(throws: Fault.self) { try ServiceFileReader.read(String(repeating: opening, count: 100_000)) }
    let closed = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
    #expect(throws: Fault.self) { try ServiceFileReader.read(closed) }
  }

  @Test func readsAmpersandsAndStarsInsideText() throws {
    let root = try ServiceFileReader.read("a: Ana & Luis *the* best\nb: R&D\nc: \"*\"\n")
    #expect(try root.fields(["a", "b", "c"])["a"]?.text() == "Ana & Luis *the* best")
  }

  @Test func readsNothingTooLarge() throws {
    let text = String(decoding: [UInt8](repeating: UInt8(ascii: "#"), count: (32 << 20) + 1), as: UTF8.self)
    let fault = try #require(throws: Fault.self) { try ServiceFileReader.read(text) }
    #expect(fault.message.en.contains("32 MiB"))
  }

  @Test(arguments: 0..<200)
  func endsWithAnAnswerOrAFaultWhateverItReads(_ seed: Int) throws {
    var state = UInt64(seed) &* 6_364_136_223_846_793_005 &+ 1
    let pieces = [
      "a", ":", " ", "\n", "-", "[", "]", "{", "}", "&a", "*a", "\"", "'", "|", ">", "#", "\t", "é", "?", "!",
    ]
    let text = (0..<60).map { _ -> String in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return pieces[Int(state >> 33) % pieces.count]
    }.joined()
    do {
      _ = try ServiceFileReader.read(text)
    } catch {
      #expect(error is Fault, "\(text)")
    }
  }
}
