import NIOCore

/// Cuts a byte stream into lines and counted blocks, one at a time and only when asked for one.
///
/// Nothing is read from the network without a demand, so a peer that talks too much waits instead of
/// filling our memory. Lives on its channel's event loop.
final class LineReader: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  enum Demand {
    /// Up to the next line feed; the line comes without it and without a carriage return before it.
    case line
    case octets(Int)
  }

  private let lineLimit: Int
  private let deadline: NIODeadline
  private var context: ChannelHandlerContext?
  private var expiry: Scheduled<Void>?
  private var buffer = ByteBuffer()
  /// Octets after the reader index that are known to hold no line feed.
  private var scanned = 0
  private var waiting: (demand: Demand, promise: EventLoopPromise<ByteBuffer>)?
  private var ending: ConnectionFailure.Reason?

  /// `lineLimit` in octets. At `deadline` the connection ends, whatever it is doing.
  init(lineLimit: Int, deadline: NIODeadline) {
    self.lineLimit = lineLimit
    self.deadline = deadline
  }

  /// Whether everything received has been handed out.
  var isDrained: Bool { buffer.readableBytes == 0 }

  func read(_ demand: Demand, on loop: any EventLoop) -> EventLoopFuture<ByteBuffer> {
    let promise = loop.makePromise(of: ByteBuffer.self)
    guard waiting == nil else {
      promise.fail(ConnectionFailure.Reason.broken("two readers at once"))
      return promise.futureResult
    }
    waiting = (demand, promise)
    advance()
    if waiting != nil { context?.read() }
    return promise.futureResult
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    let reader = NIOLoopBound(self, eventLoop: context.eventLoop)
    expiry = context.eventLoop.scheduleTask(deadline: deadline) { reader.value.end(.timedOut) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    expiry?.cancel()
    self.context = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var received = unwrapInboundIn(data)
    buffer.writeBuffer(&received)
    advance()
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if waiting != nil { context.read() }
  }

  func channelInactive(context: ChannelHandlerContext) {
    expiry?.cancel()
    end(.closed)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    end(ConnectionFailure.Reason(error))
  }

  /// The first reason stays: what follows it is only its consequence.
  private func end(_ reason: ConnectionFailure.Reason) {
    if ending == nil { ending = reason }
    advance()
    context?.close(promise: nil)
  }

  /// Serves the demand from what has arrived, or fails it once no more can.
  private func advance() {
    guard let (demand, promise) = waiting else { return }
    do throws(ConnectionFailure.Reason) {
      guard let block = try take(demand) else {
        guard let ending else { return }
        throw ending
      }
      waiting = nil
      promise.succeed(block)
    } catch {
      waiting = nil
      promise.fail(error)
    }
  }

  private func take(_ demand: Demand) throws(ConnectionFailure.Reason) -> ByteBuffer? {
    switch demand {
    case .octets(let count): return buffer.readSlice(length: count)
    case .line: return try takeLine()
    }
  }

  private func takeLine() throws(ConnectionFailure.Reason) -> ByteBuffer? {
    let unscanned = buffer.readableBytesView.dropFirst(scanned)
    guard let feed = unscanned.firstIndex(of: UInt8(ascii: "\n")) else {
      scanned = buffer.readableBytes
      guard scanned <= lineLimit else { throw .lineTooLong(limit: lineLimit) }
      return nil
    }
    let length = feed - buffer.readerIndex
    guard length <= lineLimit, var line = buffer.readSlice(length: length) else {
      throw .lineTooLong(limit: lineLimit)
    }
    buffer.moveReaderIndex(forwardBy: 1)
    buffer.discardReadBytes()
    scanned = 0
    if line.readableBytesView.last == UInt8(ascii: "\r") { line.moveWriterIndex(to: line.writerIndex - 1) }
    return line
  }
}
