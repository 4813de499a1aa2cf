import Foundation
import MailModel

/// A few words with a daemon over a socket, blocking, with a deadline on every step. For readiness checks.
struct Dialogue: ~Copyable {
  private let descriptor: Int32

  /// Connects to a Unix socket.
  init(unix path: String, timeout seconds: Int = 2) throws {
    try self.init(family: AF_UNIX, timeout: seconds, place: path) { descriptor in
      try SocketAddress.withAddress(ofUnix: path) { Glibc.connect(descriptor, $0, $1) }
    }
  }

  /// Connects to a TCP port.
  init(_ address: IPAddress, port: Int, timeout seconds: Int = 2) throws {
    try self.init(family: address.isIPv6 ? AF_INET6 : AF_INET, timeout: seconds, place: "\(address) port \(port)") {
      descriptor in SocketAddress.withAddress(of: address, port: port) { Glibc.connect(descriptor, $0, $1) }
    }
  }

  private init(family: Int32, timeout seconds: Int, place: String, connect: (Int32) throws -> Int32) throws {
    let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SystemFailure("open a socket for", place) }
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let result: Int32
    do {
      result = try connect(descriptor)
    } catch {
      close(descriptor)
      throw error
    }
    guard result == 0 else {
      let number = errno
      close(descriptor)
      throw SystemFailure("connect to", place, number: number)
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  func say(_ octets: [UInt8]) throws {
    guard send(descriptor, octets, octets.count, Int32(MSG_NOSIGNAL)) == octets.count else {
      throw SystemFailure("write to", "a daemon")
    }
  }

  /// Whether the next octets that arrive have `words` among them; throws when nothing comes in time.
  func hears(_ words: String) throws -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { throw SystemFailure("read from", "a daemon", number: count == 0 ? ECONNRESET : errno) }
    return String(decoding: buffer.prefix(count), as: UTF8.self).contains(words)
  }

  static func connects(toUnix path: String) -> Bool {
    do {
      _ = try Dialogue(unix: path)
      return true
    } catch {
      return false
    }
  }
}
