import MailModel

/// The addresses that the programs bind.
struct Listening: Sendable {
  let addresses: [IPAddress]

  /// Without addresses the service listens on the loopback alone.
  init(_ addresses: [IPAddress]) {
    self.addresses = addresses.isEmpty ? [.loopback] : addresses
  }

  var isEverywhere: Bool { addresses.contains(where: \.isUnspecified) }

  /// Postfix's `inet_protocols`.
  var protocols: String {
    let four = interfaces.contains { !$0.isIPv6 } ? ["ipv4"] : []
    let six = interfaces.contains(where: \.isIPv6) ? ["ipv6"] : []
    return (four + six).joined(separator: ", ")
  }

  /// Where this host's own programs hand mail in: a loopback address, which Postfix binds in any case.
  var submissionFromHost: IPAddress {
    addresses.first(where: \.isLoopback) ?? .loopback
  }

  /// Postfix's `inet_interfaces`; the loopback is always among them, for mail that this host itself sends.
  var interfaces: [IPAddress] {
    isEverywhere || addresses.contains(where: \.isLoopback) ? addresses : addresses + [.loopback]
  }
}

extension IPAddress {
  var isUnspecified: Bool { octets.allSatisfy { $0 == 0 } }
  var isLoopback: Bool {
    isIPv6 ? octets.dropLast().allSatisfy { $0 == 0 } && octets.last == 1 : octets.first == 127
  }
  /// As in Postfix's and Dovecot's `host:port`.
  var bracketed: String { isIPv6 ? "[\(text)]" : text }
}

extension MailSystem {
  /// This host and what the operator trusts: these may send without signing in.
  var trusted: [String] { ["127.0.0.0/8", "::1/128"] + trustedNetworks.map(\.text) }
}
