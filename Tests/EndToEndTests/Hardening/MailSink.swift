import MailModel
import NIOCore
import NIOPosix
import Synchronization

/// A mail server that takes everything, but for recipients called `refused` and `later`, and keeps the octets between DATA and the final dot as they came.
final class MailSink: Sendable {
  let endpoint: Endpoint
  private let channel: any Channel
  private let kept: Kept

  final class Kept: Sendable {
    let messages = Mutex<[[UInt8]]>([])
  }

  var messages: [[UInt8]] { kept.messages.withLock { $0 } }

  private init(channel: any Channel, kept: Kept) throws {
    self.channel = channel
    self.kept = kept
    endpoint = try Endpoint(host: "127.0.0.1", port: channel.localAddress?.port ?? 0)
  }

  /// Runs `body` with one that listens on loopback.
  static func with(_ body: (MailSink) async throws -> Void) async throws {
    let kept = Kept()
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { child in
        child.eventLoop.makeCompletedFuture { try child.pipeline.syncOperations.addHandler(SinkDialogue(kept)) }
      }.bind(host: "127.0.0.1", port: 0).get()
    do {
      try await body(MailSink(channel: channel, kept: kept))
      try await channel.close()
    } catch {
      try? await channel.close()
      throw error
    }
  }
}

/// Offers no extension, so that a client sends one command at a time.
private final class SinkDialogue: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let kept: MailSink.Kept
  private var heard: [UInt8] = []
  private var isMessage = false
  private static let end = Array("\r\n.\r\n".utf8)

  init(_ kept: MailSink.Kept) {
    self.kept = kept
  }

  func channelActive(context: ChannelHandlerContext) {
    say("220 sink", context)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    heard += unwrapInboundIn(data).readableBytesView
    while isMessage ? endMessage(context) : obey(context) {}
  }

  private func endMessage(_ context: ChannelHandlerContext) -> Bool {
    guard heard.suffix(5).elementsEqual(SinkDialogue.end) else { return false }
    kept.messages.withLock { $0.append(heard) }
    heard = []
    isMessage = false
    say("250 kept", context)
    return false
  }

  private func obey(_ context: ChannelHandlerContext) -> Bool {
    guard let feed = heard.firstIndex(of: 10) else { return false }
    let line = String(decoding: heard[..<feed], as: UTF8.self)
    heard.removeFirst(feed + 1)
    isMessage = line.uppercased().hasPrefix("DATA")
    say(answer(to: line.lowercased()), context)
    return true
  }

  /// Recipients called `refused` and `later` get what they are called for.
  private func answer(to line: String) -> String {
    if isMessage { return "354 go on" }
    if line.hasPrefix("rcpt to:<refused@") { return "550 5.1.1 nobody of that name" }
    if line.hasPrefix("rcpt to:<later@") { return "450 4.2.0 come again" }
    return line.hasPrefix("quit") ? "221 bye" : "250 ok"
  }

  private func say(_ text: String, _ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "\(text)\r\n")), promise: nil)
  }
}
