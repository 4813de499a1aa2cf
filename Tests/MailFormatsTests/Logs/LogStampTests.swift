import Foundation
import MailFormats
import Testing

@Suite struct LogStampTests {
  @Test(arguments: [
    ("Nov 24 09:08:06 mx1 postfix/qmgr[1]: A2C1FF7C056: removed", 1_795_511_286_000_000),
    ("Nov  4 09:08:06 mx1 postfix/qmgr[1]: A2C1FF7C056: removed", 1_793_783_286_000_000),
    ("2026-11-24T10:08:06.25+01:00 mx1 postfix/qmgr[1]: A2C1FF7C056: removed", 1_795_511_286_250_000),
    ("2026-11-24T09:08:06Z mx1 postfix/qmgr[1]: A2C1FF7C056: removed", 1_795_511_286_000_000),
    ("2026-11-24T04:38:06-0430 mx1 postfix/qmgr[1]: A2C1FF7C056: removed", 1_795_511_286_000_000),
    ("2026-11-24 09:08:06 #1(main) <a>; main; f: words", 1_795_511_286_000_000),
    ("2026-11-24 09:08:06.00017 #1(main) <a>; main; f: words", 1_795_511_286_000_170),
    ("<22>Nov 24 09:08:06 mx1 postfix/qmgr[1]: A2C1FF7C056: removed", 1_795_511_286_000_000),
  ]) func readsTheStamp(_ line: String, _ time: Int64) {
    #expect(ReadLine(line).record.time == time)
  }

  @Test(arguments: [
    "Nov 31 09:08:06", "Nov 24 24:08:06", "Foo 24 09:08:06", "2026-13-01T00:00:00Z", "2026-02-29 00:00:00",
  ])
  func refusesWhatIsNoTime(_ stamp: String) {
    let line = ReadLine("\(stamp) mx1 postfix/qmgr[1]: A2C1FF7C056: removed")
    #expect(line.record.time == 0)
    #expect(line.postfix == nil)
  }

  private func times(_ stamps: [String], hint: String, zone: LogZone = .utc) throws -> [String] {
    let style = Date.ISO8601FormatStyle()
    var reader = LogReader(clock: LogClock(hint: Int64(try style.parse(hint).timeIntervalSince1970), zone: zone))
    return stamps.map { stamp in
      let record = Array("\(stamp) mx1 postfix/qmgr[1]: A2C1FF7C056: removed".utf8).withUnsafeBytes { reader.read($0) }
      return style.format(Date(timeIntervalSince1970: Double(record.time / 1_000_000)))
        + (record.timeIsAmbiguous ? "?" : "")
    }
  }

  @Test func goesOnIntoTheNextYear() throws {
    #expect(
      try times(["Dec 31 23:59:59", "Jan  1 00:00:01", "Dec 31 23:59:58"], hint: "2026-12-30T00:00:00Z")
        == ["2026-12-31T23:59:59Z", "2027-01-01T00:00:01Z", "2026-12-31T23:59:58Z"])
  }

  @Test func findsTheYearOfALeapDay() throws {
    #expect(try times(["Feb 29 12:00:00"], hint: "2029-01-01T00:00:00Z") == ["2028-02-29T12:00:00Z"])
  }

  @Test func isNotLedAstrayByOneDamagedStamp() throws {
    #expect(
      try times(["Nov 24 09:00:00", "May 24 09:00:00", "Nov 24 09:00:01"], hint: "2026-11-24T00:00:00Z").last
        == "2026-11-24T09:00:01Z")
  }

  @Test func followsALogThatPausedForMonths() throws {
    #expect(
      try times(["Oct 1 00:00:00", "Oct 1 00:00:01", "Feb 1 00:00:00"], hint: "2026-06-01T00:00:00Z").last
        == "2027-02-01T00:00:00Z")
  }

  private var madrid: LogZone {
    get throws { LogZone(try #require(TimeZone(identifier: "Europe/Madrid")), years: 2025...2027) }
  }

  @Test func goesThroughTheHourThatComesTwice() throws {
    let stamps = ["Oct 25 01:59:59", "Oct 25 02:30:00", "Oct 25 02:59:59", "Oct 25 02:00:00", "Oct 25 03:00:00"]
    #expect(
      try times(stamps, hint: "2026-10-24T00:00:00Z", zone: madrid) == [
        "2026-10-24T23:59:59Z", "2026-10-25T00:30:00Z?", "2026-10-25T00:59:59Z?", "2026-10-25T01:00:00Z?",
        "2026-10-25T02:00:00Z",
      ])
  }

  @Test func marksAnHourThatNeverWas() throws {
    #expect(
      try times(["Mar 29 02:30:00"], hint: "2026-03-28T00:00:00Z", zone: madrid) == ["2026-03-29T01:30:00Z?"])
  }

  @Test func countsStepsBack() {
    var reader = LogReader(clock: LogClock(hint: ReadLine.hint))
    for stamp in ["Nov 24 09:00:10", "Nov 24 09:00:09", "Nov 24 09:00:12", "Nov 24 08:00:00"] {
      _ = Array("\(stamp) mx1 postfix/qmgr[1]: x".utf8).withUnsafeBytes { reader.read($0) }
    }
    #expect(reader.clock.stepsBack == 1)
  }
}
