import Foundation

/// Who is being served on this host at one moment, as the kernel's tables of sockets tell.
///
/// A connection counts that was accepted at one of `ports`, or at a Unix socket with a name: the end that called has
/// none.
struct ClientConnections: Sendable {
  private let sockets: Set<String>

  init(ports: Set<Int> = []) {
    let tcp = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap(ProcessTable.lines)
      .compactMap { ClientConnections.accepted($0, ports: ports) }
    let unix = ProcessTable.lines("/proc/net/unix").compactMap(ClientConnections.accepted(unix:))
    sockets = Set(tcp + unix)
  }

  /// Whether a process holds such a connection.
  func serves(_ process: ProcessIdentity) -> Bool {
    !sockets.isDisjoint(with: ProcessTable.openSockets(of: process.pid))
  }

  /// A line of /proc/net/tcp in state ESTABLISHED (01), by its local port and inode.
  static func accepted(_ line: String, ports: Set<Int>) -> String? {
    let fields = line.split(separator: " ")
    guard fields.count > 9, fields[3] == "01", let digits = fields[1].split(separator: ":").last,
      let port = Int(digits, radix: 16), ports.contains(port)
    else { return nil }
    return "socket:[\(fields[9])]"
  }

  /// A line of /proc/net/unix in state SS_CONNECTED (03) with a path, by its inode.
  static func accepted(unix line: String) -> String? {
    let fields = line.split(separator: " ")
    guard fields.count > 7, fields[5] == "03" else { return nil }
    return "socket:[\(fields[6])]"
  }
}

/// A Unix socket that somebody listens at.
struct UnixListener: Sendable {
  let path: String

  /// Whether it belongs to this process: one that was started again binds its path anew, beside the one before.
  func isHeld(by process: ProcessIdentity) -> Bool {
    let held = Set(ProcessTable.openSockets(of: process.pid))
    return ProcessTable.lines("/proc/net/unix").contains { line in
      let fields = line.split(separator: " ", maxSplits: 7)
      // SO_ACCEPTCON of <linux/net.h>.
      return fields.count > 7 && fields[3] == "00010000" && fields[7] == path && held.contains("socket:[\(fields[6])]")
    }
  }
}
