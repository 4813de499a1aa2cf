import NIOCore
import NIOHTTPTypes

/// Closes a connection whose request is not answered in time, from its opening or the answer before until the client
/// has taken all of the answer: whoever sends or reads octet by octet holds nothing for long.
final class ExchangeDeadline: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limit: TimeAmount
  private var end: Scheduled<Void>?

  init(_ limit: TimeAmount) {
    self.limit = limit
  }

  func channelActive(context: ChannelHandlerContext) {
    start(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    end?.cancel()
    context.fireChannelInactive()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
    let isTaken = promise ?? context.eventLoop.makePromise()
    isTaken.futureResult.assumeIsolated().whenSuccess { self.start(context) }
    context.write(data, promise: isTaken)
  }

  private func start(_ context: ChannelHandlerContext) {
    end?.cancel()
    end = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { context.close(promise: nil) }
  }
}
