import MailFormats
import Testing

@Suite struct LogCensusTests {
  private func census(_ messages: [String]) -> LogCensus {
    var census = LogCensus()
    for message in messages {
      let line = ReadLine.postfix("qmgr", message)
      line.bytes.withUnsafeBytes { census.count(line.record, of: $0) }
    }
    return census
  }

  @Test func putsLikeWithLike() {
    let census = census(["new thing 17 of a@example.test", "new thing 18 of b@example.test", "A2C1FF7C056: removed"])
    #expect(census.known == 1)
    #expect(census.unknown == 2)
    #expect(census.unknownShapes.map(\.shape) == ["postfix/qmgr: new thing … of …"])
    #expect(census.unknownShapes.map(\.count) == [2])
    #expect(census.unknownShapes.first?.examples.count == 2)
  }

  @Test func keepsAFewExamplesOfEach() {
    let census = census(Array(repeating: "new thing", count: 50))
    #expect(census.unknownShapes.map(\.examples.count) == [LogCensus.examplesPerShape])
  }

  @Test func isNotFilledByNoise() {
    let letters = (0..<1_000).map { number in
      String(decoding: (0..<10).map { number >> $0 & 1 == 0 ? UInt8(ascii: "a") : UInt8(ascii: "b") }, as: UTF8.self)
    }
    let census = census(letters.map { "new \($0)" })
    #expect(census.unknownShapes.count <= LogCensus.mostShapes + 1)
    #expect(census.unknown == 1_000)
  }
}
