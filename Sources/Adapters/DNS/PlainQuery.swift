import Foundation
import Kernel
import MailModel

/// One question in one datagram, to learn why libunbound got no answer: it reports silence, refusal and
/// failure all as SERVFAIL, after trying for long.
struct PlainQuery {
  let question: DNSQuestion

  /// `answer`, with what the resolver itself says in the place of libunbound's summary.
  func explain(_ answer: DNSAnswer, within limit: Duration) throws -> DNSAnswer {
    guard let server = try question.resolver ?? PlainQuery.systemResolver() else {
      return DNSAnswer(.unreachable("no resolver in /etc/resolv.conf"))
    }
    switch try code(from: server, within: limit) {
    case nil: return DNSAnswer(.unreachable("no answer from \(server.text)"))
    case 0, 3:
      if case .unreachable = answer.outcome { return answer }
      return DNSAnswer(.serverFailure("SERVFAIL, DNSSEC cannot be checked through \(server.text)"))
    case let code?: return DNSAnswer(.serverFailure(PlainQuery.name(ofCode: code)))
    }
  }

  /// Codes of RFC 1035 §4.1.1.
  static func name(ofCode code: Int) -> String {
    let names = [1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED"]
    return names[code] ?? "RCODE \(code)"
  }

  /// `192.0.2.1@53`; a resolver must be given by its address, since there is nobody else to ask for it.
  static func address(of resolver: Endpoint, separator: String) throws -> String {
    guard let address = try? IPAddress(resolver.host) else {
      throw Fault(
        .invalid, en: "the resolver \(resolver.text) is not an address",
        es: "el resolutor \(resolver.text) no es una dirección",
        hint: Text(
          en: "write its address and port, as in 192.0.2.1:53",
          es: "escriba su dirección y puerto, como en 192.0.2.1:53"))
    }
    return "\(address.text)\(separator)\(resolver.port)"
  }

  private static func systemResolver() throws -> Endpoint? {
    guard let text = try? String(contentsOfFile: "/etc/resolv.conf", encoding: .utf8) else { return nil }
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count >= 2, words[0] == "nameserver" { return try Endpoint(host: String(words[1]), port: 53) }
    }
    return nil
  }

  /// The response code, `nil` when nothing comes.
  private func code(from server: Endpoint, within limit: Duration) throws -> Int? {
    let family = try IPAddress(server.host).isIPv6 ? AF_INET6 : AF_INET
    let descriptor = socket(family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let identifier = UInt16.random(in: .min ... .max)
    let packet = datagram(identifier)
    guard connect(descriptor, to: server, family: family), send(descriptor, packet, packet.count, 0) == packet.count
    else { return nil }
    var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&poller, 1, CInt((limit / .milliseconds(1)).rounded())) > 0 else { return nil }
    var reply = [UInt8](repeating: 0, count: 4_096)
    guard recv(descriptor, &reply, reply.count, 0) >= 12, Array(reply[0..<2]) == Array(packet[0..<2]) else {
      return nil
    }
    return Int(reply[3] & 15)
  }

  /// Header, question, recursion desired (RFC 1035 §4.1).
  private func datagram(_ identifier: UInt16) -> [UInt8] {
    var octets: [UInt8] = [UInt8(identifier >> 8), UInt8(identifier & 255), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    for label in question.name.text.split(separator: ".") {
      octets.append(UInt8(label.utf8.count))
      octets += Array(label.utf8)
    }
    return octets + [0, UInt8(question.type.code >> 8), UInt8(question.type.code & 255), 0, 1]
  }

  private func connect(_ descriptor: CInt, to server: Endpoint, family: CInt) -> Bool {
    var four = sockaddr_in()
    var six = sockaddr_in6()
    let port = in_port_t(server.port).bigEndian
    if family == AF_INET {
      four.sin_family = sa_family_t(AF_INET)
      four.sin_port = port
      inet_pton(AF_INET, server.host, &four.sin_addr)
      return connect(descriptor, &four)
    }
    six.sin6_family = sa_family_t(AF_INET6)
    six.sin6_port = port
    inet_pton(AF_INET6, server.host, &six.sin6_addr)
    return connect(descriptor, &six)
  }

  private func connect<Address>(_ descriptor: CInt, _ address: inout Address) -> Bool {
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size)) == 0
      }
    }
  }
}
