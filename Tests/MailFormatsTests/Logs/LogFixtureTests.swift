import MailFormats
import Testing

@Suite struct LogFixtureTests {
  @Test(arguments: LogFixture.names) func everyLineOfTheSamplesIsKnown(_ name: String) throws {
    var reader = LogReader(clock: LogClock(hint: ReadLine.hint))
    var census = LogCensus()
    for line in try LogFixture.lines(name) {
      line.withUnsafeBytes { census.count(reader.read($0), of: $0) }
    }
    #expect(census.known > 50)
    #expect(census.unknownShapes.flatMap(\.examples) == [])
    #expect(census.foreign == 0)
  }

  @Test func everyStampOfTheSamplesIsOfThatDay() throws {
    for line in try LogFixture.all() {
      let time = ReadLine(line).record.time
      #expect(abs(time / 1_000_000 - ReadLine.hint) < 86_400, "\(String(decoding: line, as: UTF8.self))")
    }
  }

  @Test func everyServiceOfPostfixThatSpeaksIsKnownByItsName() throws {
    let services = Set(try LogFixture.all().compactMap { ReadLine($0).postfix?.service })
    let silent: Set<PostfixService> = [.tlsmgr, .proxymap, .flush, .postlogd, .showq]
    #expect(services.symmetricDifference(PostfixService.allCases) == silent)
  }
}
