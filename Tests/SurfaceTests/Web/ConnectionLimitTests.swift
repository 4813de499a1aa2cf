import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import Surface

@Suite struct ConnectionLimitTests {
  private func connect(_ address: String, _ connections: ClientConnections) throws -> EmbeddedChannel {
    let channel = EmbeddedChannel(handler: ClientConnections.Handler(connections))
    channel.connect(to: try SocketAddress(ipAddress: address, port: 4_000), promise: nil)
    return channel
  }

  @Test func oneClientHasSoManyConnectionsAndOthersHaveTheirs() throws {
    let connections = ClientConnections(limit: 2)
    let first = try connect("192.0.2.1", connections)
    #expect(try connect("192.0.2.1", connections).isActive)
    #expect(try !connect("192.0.2.1", connections).isActive)
    #expect(try connect("192.0.2.2", connections).isActive)
    first.close(promise: nil)
    #expect(try connect("192.0.2.1", connections).isActive)
    #expect(try !connect("192.0.2.1", connections).isActive)
  }

  @Test func aCustomerOfIPv6IsOneClient() throws {
    let connections = ClientConnections(limit: 1)
    #expect(try connect("2001:db8:0:1::1", connections).isActive)
    #expect(try !connect("2001:db8:0:1:ffff::2", connections).isActive)
    #expect(try connect("2001:db8:0:2::1", connections).isActive)
  }

  @Test func aRequestThatDribblesInIsCutOff() throws {
    let channel = EmbeddedChannel(handler: ExchangeDeadline(.seconds(120)))
    channel.connect(to: try SocketAddress(ipAddress: "192.0.2.1", port: 4_000), promise: nil)
    try channel.writeInbound(HTTPRequestPart.head(HTTPRequest(method: .post, scheme: nil, authority: nil, path: "/")))
    for _ in 0..<119 {
      try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "a")))
      channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    }
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(!channel.isActive)
  }

  @Test func eachRequestHasTheWholeTime() throws {
    let channel = EmbeddedChannel(handler: ExchangeDeadline(.seconds(120)))
    channel.connect(to: try SocketAddress(ipAddress: "192.0.2.1", port: 4_000), promise: nil)
    for _ in 0..<3 {
      channel.embeddedEventLoop.advanceTime(by: .seconds(100))
      try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
      try channel.writeOutbound(HTTPResponsePart.end(nil))
    }
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(120))
    #expect(!channel.isActive)
  }
}
