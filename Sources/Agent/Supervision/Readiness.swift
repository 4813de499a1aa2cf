import Foundation
import MailConfig
import MailModel
import NIOPosix

/// How a service shows that it works: each of its doors answers as its protocol wants.
struct Readiness: Sendable {
  struct Door: Sendable {
    let name: String
    /// Throws, or says no, when the door does not answer as it should.
    let answers: @Sendable () throws -> Bool
  }

  let doors: [Door]

  /// Tries until every door answers or `limit` is over.
  func wait(atMost limit: Duration, while isAlive: @escaping @Sendable () -> Bool) async -> Bool {
    let deadline = ContinuousClock.now + limit
    var rest = doors[...]
    while let door = rest.first {
      if await door.isOpen() {
        rest = rest.dropFirst()
      } else {
        guard ContinuousClock.now < deadline, isAlive(), !Task.isCancelled else { return false }
        try? await Task.sleep(for: .milliseconds(25))
      }
    }
    return true
  }
}

extension LocalService {
  /// A door to knock at from time to time, one that leaves no trace in anybody's mail log. Postfix watches its own
  /// processes.
  func pulse(_ layout: Layout) -> Readiness.Door? {
    switch self {
    case .redis: Readiness.redis(layout).doors.first
    case .rspamd: Readiness.controller(layout)
    case .dovecot: Readiness.signIn(layout)
    case .palomar: Readiness.controlPlane(layout).doors.first
    case .postfix: nil
    }
  }
}

extension Readiness.Door {
  func isOpen() async -> Bool {
    (try? await NIOThreadPool.singleton.runIfActive { try answers() }) ?? false
  }
}

extension Readiness {
  static func signIn(_ layout: Layout) -> Door { unix("sign-in", layout.signInSocket, hear: "VERSION") }

  static func redis(_ layout: Layout) -> Readiness {
    Readiness(doors: [unix("redis", layout.redisSocket, say: "PING\r\n", hear: "+PONG")])
  }

  static func controller(_ layout: Layout) -> Door {
    unix("controller", layout.controllerSocket, say: "GET /ping HTTP/1.0\r\n\r\n", hear: "200")
  }

  /// Both sockets are this process's own, for the one that it relieves answers too. Then the milter protocol's first
  /// word, and its answer: version 6, no wishes.
  static func rspamd(_ layout: Layout, _ process: ProcessIdentity) -> Readiness {
    let sockets = [layout.milterSocket, layout.controllerSocket].map(UnixListener.init)
    let negotiation: [UInt8] = [0, 0, 0, 13, UInt8(ascii: "O"), 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0]
    let farewell: [UInt8] = [0, 0, 0, 1, UInt8(ascii: "Q")]
    return Readiness(doors: [
      Door(name: "sockets") { sockets.allSatisfy { $0.isHeld(by: process) } },
      Door(name: "milter") {
        let dialogue = try Dialogue(unix: layout.milterSocket)
        try dialogue.say(negotiation)
        let isOpen = try dialogue.hears("O")
        try dialogue.say(farewell)
        return isOpen
      },
      controller(layout),
    ])
  }

  static func dovecot(_ layout: Layout, _ system: MailSystem) -> Readiness {
    let address = system.reachable
    return Readiness(doors: [
      signIn(layout),
      unix("delivery", layout.deliverySocket, hear: "220 "),
      tcp("imap", address, system.ports.imap, hear: "* OK"),
      tcp("imaps", address, system.ports.imaps),
      tcp("pop3s", address, system.ports.pop3s),
      tcp("sieve", address, system.ports.sieve, hear: "IMPLEMENTATION"),
    ])
  }

  static func postfix(_ system: MailSystem) -> Readiness {
    let address = system.reachable
    return Readiness(doors: [
      tcp("smtp", address, system.ports.smtp, hear: "220 "),
      tcp("submission", address, system.ports.submission, hear: "220 "),
      tcp("submissions", address, system.ports.submissions),
    ])
  }

  static func controlPlane(_ layout: Layout) -> Readiness {
    Readiness(doors: [
      unix(
        "control", layout.controlSocket, say: "GET / HTTP/1.1\r\nHost: palomar\r\nConnection: close\r\n\r\n",
        hear: "HTTP/1.1")
    ])
  }

  private static func unix(_ name: String, _ path: String, say: String = "", hear: String) -> Door {
    Door(name: name) {
      let dialogue = try Dialogue(unix: path)
      if !say.isEmpty { try dialogue.say(Array(say.utf8)) }
      return try dialogue.hears(hear)
    }
  }

  /// Without words to hear it is enough that somebody accepts: the port wants TLS first.
  private static func tcp(_ name: String, _ address: IPAddress, _ port: Int, hear: String? = nil) -> Door {
    Door(name: name) {
      let dialogue = try Dialogue(address, port: port)
      guard let hear else { return true }
      return try dialogue.hears(hear)
    }
  }
}

extension MailSystem {
  /// An address at which this host reaches its own service.
  var reachable: IPAddress {
    guard let first = listen.first, first.octets.contains(where: { $0 != 0 }) else { return .loopback }
    return first
  }
}
