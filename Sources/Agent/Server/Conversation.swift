import Foundation
import NIOCore
import NIOPosix

/// One connection, line by line. Its blocking calls run on threads that may block.
final class Conversation: Sendable {
  let socket: SocketDescriptor
  private let threads: NIOThreadPool
  private let lines: Lines

  init(socket: SocketDescriptor, threads: NIOThreadPool, limit: Int) {
    self.socket = socket
    self.threads = threads
    lines = Lines(limit: limit)
  }

  /// The next line, without its line feed; `nil` when the peer has nothing more to say.
  func nextLine() async throws -> Data? {
    while await !lines.hasNext {
      let octets = try await threads.runIfActive { [socket] in try socket.receive() }
      guard !octets.isEmpty else { return nil }
      try await lines.add(octets)
    }
    return await lines.next()
  }

  func say(_ line: Data) async throws {
    try await threads.runIfActive { [socket] in try socket.send(line + [UInt8(ascii: "\n")]) }
  }
}

/// The lines that have arrived and wait for their turn.
private actor Lines {
  private var framing: LineFraming
  private var waiting: [ByteBuffer] = []

  init(limit: Int) {
    framing = LineFraming(limit: limit)
  }

  var hasNext: Bool { !waiting.isEmpty }

  func add(_ octets: [UInt8]) throws {
    var buffer = ByteBuffer(bytes: octets)
    waiting += try framing.receive(&buffer)
  }

  func next() -> Data? {
    waiting.isEmpty ? nil : Data(waiting.removeFirst().readableBytesView)
  }
}

/// A socket, closed with its last owner.
final class SocketDescriptor: Sendable {
  let number: Int32

  init(_ number: Int32) {
    self.number = number
  }

  deinit { close(number) }

  /// Wakes whoever waits on it, for good.
  func end() {
    shutdown(number, Int32(SHUT_RDWR))
  }

  /// Ends reads and writes that take longer.
  func setTimeout(seconds: Int) {
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  /// `nil` when there is none. A failure, such as a shortage of descriptors, is not tried again at once.
  func accept() -> SocketDescriptor? {
    let connection = Glibc.accept(number, nil, nil)
    guard connection >= 0 else {
      usleep(20_000)
      return nil
    }
    _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
    return SocketDescriptor(connection)
  }

  /// Empty at the end.
  func receive() throws -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(number, &buffer, buffer.count, 0)
    guard count >= 0 else { throw SystemFailure("read from", "a connection") }
    return Array(buffer.prefix(count))
  }

  func send(_ octets: Data) throws {
    var rest = octets[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { throw SystemFailure("write to", "a connection") }
      rest = rest.dropFirst(count)
    }
  }
}
