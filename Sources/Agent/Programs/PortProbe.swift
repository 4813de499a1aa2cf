import Foundation
import MailModel

/// Whether a TCP port is free. Postfix would not say: two of its masters share a port in silence, and the kernel
/// splits the connections between them.
struct PortProbe: Sendable {
  let address: IPAddress
  let port: Int

  /// Binds and listens as nobody shares: with SO_REUSEADDR, so that connections of the past do not count, and
  /// without SO_REUSEPORT.
  var isFree: Bool {
    let descriptor = socket(
      address.isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    let bound = SocketAddress.withAddress(of: address, port: port) { bind(descriptor, $0, $1) }
    guard bound == 0, listen(descriptor, 1) == 0 else { return errno == EADDRNOTAVAIL }
    return true
  }

  /// A fault that says who holds the port, as far as /proc tells.
  func requireFree() throws(Fault) {
    guard !isFree else { return }
    let holder = PortHolder.find(port)
    let name = holder.map { "\($0.program) (pid \($0.pid))" }
    throw Fault(
      .conflict, en: "port \(port) is in use" + (name.map { " by \($0)" } ?? ""),
      es: "el puerto \(port) está en uso" + (name.map { " por \($0)" } ?? ""),
      hint: Text(
        en: "stop that program, or choose other ports: palomar up --port-base N",
        es: "detenga ese programa o elija otros puertos: palomar up --port-base N"))
  }
}

/// The process that listens on a TCP port.
struct PortHolder: Sendable {
  let pid: Int32
  let program: String

  /// While others open and close sockets an entry can slip between two pages of the kernel's table: who is not found
  /// is looked for again.
  static func find(_ port: Int) -> PortHolder? {
    (0..<5).lazy.compactMap { _ in look(for: port) }.first
  }

  private static func look(for port: Int) -> PortHolder? {
    let sockets = Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap { listeners(in: $0, port: port) })
    guard !sockets.isEmpty else { return nil }
    for pid in ProcessTable.processes() where !sockets.isDisjoint(with: ProcessTable.openSockets(of: pid)) {
      let name = ProcessTable.line("/proc/\(pid)/comm") ?? "?"
      return PortHolder(pid: pid, program: name)
    }
    return nil
  }

  /// Socket inodes in state LISTEN (0A) on the port, from proc(5)'s table.
  private static func listeners(in table: String, port: Int) -> [String] {
    let suffix = ":" + String(format: "%04X", port)
    return ProcessTable.lines(table).compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count > 9, fields[1].hasSuffix(suffix), fields[3] == "0A" else { return nil }
      return "socket:[\(fields[9])]"
    }
  }
}

/// Addresses as the kernel wants them.
enum SocketAddress {
  /// Of a Unix socket.
  static func withAddress<Result>(
    ofUnix path: String, _ body: (UnsafePointer<sockaddr>?, socklen_t) -> Result
  ) throws -> Result {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let octets = Array(path.utf8)
    guard octets.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw SystemFailure("use the socket", path, number: ENAMETOOLONG)
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: octets) }
    return withUnsafeBytes(of: address) { body($0.bindMemory(to: sockaddr.self).baseAddress, socklen_t($0.count)) }
  }

  /// Of a TCP port.
  static func withAddress<Result>(
    of address: IPAddress, port: Int, _ body: (UnsafePointer<sockaddr>?, socklen_t) -> Result
  ) -> Result {
    if address.isIPv6 {
      var six = sockaddr_in6()
      six.sin6_family = sa_family_t(AF_INET6)
      six.sin6_port = in_port_t(port).bigEndian
      withUnsafeMutableBytes(of: &six.sin6_addr) { $0.copyBytes(from: address.octets) }
      return withUnsafeBytes(of: six) { body($0.bindMemory(to: sockaddr.self).baseAddress, socklen_t($0.count)) }
    }
    var four = sockaddr_in()
    four.sin_family = sa_family_t(AF_INET)
    four.sin_port = in_port_t(port).bigEndian
    withUnsafeMutableBytes(of: &four.sin_addr) { $0.copyBytes(from: address.octets) }
    return withUnsafeBytes(of: four) { body($0.bindMemory(to: sockaddr.self).baseAddress, socklen_t($0.count)) }
  }
}
