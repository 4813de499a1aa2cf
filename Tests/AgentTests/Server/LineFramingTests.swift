import NIOCore
import Testing

@testable import Agent

@Suite struct LineFramingTests {
  @Test func joinsTheOctetsOfALineThatArrivesInPieces() throws {
    var framing = LineFraming(limit: 100)
    var first = ByteBuffer(string: "{\"verb\":")
    var second = ByteBuffer(string: "1}\n{}\n{")
    #expect(try framing.receive(&first).isEmpty)
    #expect(try framing.receive(&second).map { String(buffer: $0) } == ["{\"verb\":1}", "{}"])
  }

  @Test func refusesALineBeyondTheLimitBeforeItsEndArrives() throws {
    var framing = LineFraming(limit: 4)
    var octets = ByteBuffer(string: "12345")
    #expect(throws: LineFraming.LineTooLong.self) { try framing.receive(&octets) }
  }
}
