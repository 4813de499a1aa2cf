import Adapters
import CLinux
import Foundation
import MailModel

extension NetworkNamespace {
  /// A connection from the stranger's side.
  package func open(
    _ endpoint: Endpoint, tls server: TrustedServer? = nil, limits: LineConnection.Limits = .init()
  ) async throws -> LineConnection {
    let descriptor = try await connect(to: endpoint)
    return try await LineConnection.open(
      .descriptor(descriptor, peer: endpoint.text), tls: server, limits: limits)
  }

  /// The descriptor of a TCP connection from inside to `endpoint`, whose host is an IPv4 address;
  /// whoever asks for it closes it. A socket belongs for ever to the namespace in which it was made, so only
  /// the thread that makes it has to enter, and that thread ends here.
  package func connect(to endpoint: Endpoint) async throws -> CInt {
    let path = "/run/netns/\(name)"
    return try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Swift.Result { try connectWithin(path, to: endpoint) })
      }
    }
  }
}

/// Moves this thread into the namespace at `path` and connects, within 10 seconds.
private func connectWithin(_ path: String, to endpoint: Endpoint) throws -> CInt {
  let namespace = Glibc.open(path, O_RDONLY | O_CLOEXEC)
  try require(namespace >= 0, "open \(path)")
  defer { Glibc.close(namespace) }
  try require(setns(namespace, namespace_of_network) == 0, "setns")
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
  try require(descriptor >= 0, "socket")
  do {
    try connect(descriptor, to: endpoint)
    return descriptor
  } catch {
    Glibc.close(descriptor)
    throw error
  }
}

private func connect(_ descriptor: CInt, to endpoint: Endpoint) throws {
  var limit = timeval(tv_sec: 10, tv_usec: 0)
  try require(
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size)) == 0, "setsockopt")
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = in_port_t(endpoint.port).bigEndian
  try require(inet_pton(AF_INET, endpoint.host, &address.sin_addr) == 1, "the IPv4 address \(endpoint.host)")
  let outcome = withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
  try require(outcome == 0, "connect to \(endpoint.text)")
}

private func require(_ holds: Bool, _ step: String) throws {
  guard holds else { throw Fault(.unavailable, Text(verbatim: "\(step): \(String(cString: strerror(errno)))")) }
}
