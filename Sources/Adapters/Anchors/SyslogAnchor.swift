import Foundation
import Glibc
import Kernel
import MailModel

/// The syslog daemon of the host, asked directly rather than by syslog(3), which does not say when nobody listens.
struct SyslogAnchor {
  let socket: String

  /// Facility authpriv (10), severity notice (5): RFC 5424 §6.2.1.
  private static let priority = 10 * 8 + 5

  func send(_ seal: JournalSeal, anchor: String) throws {
    // The form that glibc sends: no host, which the daemon adds.
    let line = "<\(Self.priority)>\(Self.timestamp()) palomar[\(getpid())]: journal seal \(anchor) \(try seal.line)"
    let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw fault(errno) }
    defer { close(descriptor) }
    // A daemon that does not read must not hold the round of sealing.
    var limit = timeval(tv_sec: 5, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    try connect(descriptor)
    let octets = Array(line.utf8)
    guard Glibc.send(descriptor, octets, octets.count, Int32(MSG_NOSIGNAL)) == octets.count else {
      throw fault(errno)
    }
  }

  private func connect(_ descriptor: Int32) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array(socket.utf8)
    guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { throw fault(ENAMETOOLONG) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let outcome = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard outcome == 0 else { throw fault(errno) }
  }

  /// `Mar  1 12:00:00`, local time (RFC 3164 §4.1.2).
  private static func timestamp() -> String {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    var buffer = [CChar](repeating: 0, count: 32)
    let count = strftime(&buffer, buffer.count, "%b %e %T", &parts)
    return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private func fault(_ code: Int32) -> Fault {
    let words = String(cString: strerror(code))
    return Fault(
      .unavailable, en: "syslog does not take messages at \(socket): \(words)",
      es: "syslog no admite mensajes en \(socket): \(words)",
      hint: Text(
        en: "start the host's syslog daemon or journald", es: "arranque el demonio de syslog del equipo o journald"))
  }
}
