import AgentProtocol
import Foundation
import MailModel
import Testing

@testable import Agent

/// What `postqueue -j` prints, read line by line.
@Suite struct QueueReadingTests {
  private let now = Date(timeIntervalSince1970: 1_800_010_000)
  private let lines = [
    #"{"queue_name": "deferred", "queue_id": "4h1GZk0wSbz9rxk", "arrival_time": 1800000000, "message_size": 512, "forced_expire": false, "sender": "ana@example.org", "recipients": [{"address": "luis@example.com", "delay_reason": "connect to mx.example.com[192.0.2.1]:25: Connection refused"}]}"#,
    #"{"queue_name": "hold", "queue_id": "9A1B2C3D4E", "arrival_time": 1800009000, "message_size": 90, "sender": "", "recipients": [{"address": "eva@mail.example.net"}]}"#,
    #"{"queue_name": "active", "queue_id": "4h1GZm0wSbz9rxm", "arrival_time": 1799990000, "message_size": 7, "sender": "bo@other.example", "recipients": [{"address": "x@example.com"}, {"address": "y@example.com"}]}"#,
  ]

  private func read(_ request: ReadQueue, _ extra: [String] = []) -> QueueListing {
    var reading = QueueReading(request, now: now)
    for line in lines + extra { reading.take(line) }
    return reading.result
  }

  private func ids(_ filter: QueueFilter) -> [String] {
    read(ReadQueue(filter, limit: 10)).messages.map(\.id.text)
  }

  @Test func tellsTheOldestFirstAndCountsTheWhole() throws {
    let listing = read(ReadQueue(limit: 10))
    #expect(listing.messages.map(\.id.text) == ["4h1GZm0wSbz9rxm", "4h1GZk0wSbz9rxk", "9A1B2C3D4E"])
    #expect(listing.counts == [.deferred: 1, .hold: 1, .active: 1])
    #expect(listing.oldest == Date(timeIntervalSince1970: 1_799_990_000))
    #expect(listing.messages[1].recipients[0].reason?.contains("Connection refused") == true)
  }

  @Test func countsWhatItCannotReadAndGoesOn() {
    let listing = read(ReadQueue(limit: 10), ["{\"queue_name\": \"defe", "{}", ""])
    #expect(listing.unread == 2)
    #expect(listing.messages.count == 3)
  }

  @Test func goesOnWhereThePageEnded() throws {
    let first = read(ReadQueue(limit: 2))
    #expect(first.isCut)
    let last = try #require(first.messages.last)
    let second = read(ReadQueue(after: QueueMark(last), limit: 2))
    #expect(second.messages.map(\.id.text) == ["9A1B2C3D4E"])
    #expect(!second.isCut)
    #expect(second.matching == 3)
  }

  @Test func findsByDomainAndWhatLiesBelowIt() {
    #expect(ids(QueueFilter(to: "example.com")) == ["4h1GZm0wSbz9rxm", "4h1GZk0wSbz9rxk"])
    #expect(ids(QueueFilter(to: "example.net")) == ["9A1B2C3D4E"])
    #expect(ids(QueueFilter(to: "ample.com")) == [])
  }

  @Test func findsBySenderWhichIsEmptyForBounces() {
    #expect(ids(QueueFilter(from: "Ana@Example.org")) == ["4h1GZk0wSbz9rxk"])
    #expect(ids(QueueFilter(from: "<>")) == ["9A1B2C3D4E"])
  }

  @Test func findsByReasonPlaceAndAge() {
    #expect(ids(QueueFilter(reason: "connection REFUSED")) == ["4h1GZk0wSbz9rxk"])
    #expect(ids(QueueFilter(place: .hold)) == ["9A1B2C3D4E"])
    #expect(ids(QueueFilter(age: 10_000)) == ["4h1GZm0wSbz9rxm", "4h1GZk0wSbz9rxk"])
  }
}
