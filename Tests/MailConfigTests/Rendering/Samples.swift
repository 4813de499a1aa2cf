import Foundation
import MailModel

/// Systems and hosts that the tests render.
enum Sample {
  static let host = "mx.example.org"

  static func system(
    directory: DirectoryBackend = .sqlite, outbound: Outbound = .closed, overrides: [Override] = []
  ) throws -> MailSystem {
    MailSystem(
      host: try DomainName(host),
      domains: [
        MailDomain(name: try DomainName("example.org"), selector: try Selector("s1")),
        MailDomain(name: try DomainName("correo.españa.test"), selector: try Selector("s2026")),
      ],
      ports: try Ports(base: 20_000), outbound: outbound, directory: directory, overrides: overrides)
  }

  /// A service for the outside: registered ports, all addresses, direct delivery.
  static func publicSystem(directory: DirectoryBackend) throws -> MailSystem {
    var system = try system(directory: directory, outbound: .direct)
    system.ports = .standard
    system.listen = [try IPAddress("0.0.0.0"), try IPAddress("::")]
    system.trustedNetworks = [try Network("192.0.2.16/28"), try Network("2001:db8:7::/64")]
    return system
  }

  static func facts(_ layout: Layout = .local("/srv/palomar")) -> HostFacts {
    HostFacts(
      layout: layout,
      versions: ProgramVersions(
        postfix: Version(3, 7, 11), dovecot: Version(2, 3, 19, 1), rspamd: Version(3, 4), redis: Version(7, 0, 15)),
      mailUser: NumericUser(uid: 5_000, gid: 5_000))
  }

  static let postgreSQL = DirectoryBackend.postgreSQL(
    host: "db.example.org", port: 5_432, database: "palomar", user: "palomar_mail")
}
