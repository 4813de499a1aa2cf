import Foundation
import MailModel

/// A real directory server (slapd) of one's own, on ports of loopback, that ends with the process that started it.
package struct DirectoryServer: Sendable {
  package static let base = "dc=example,dc=org"
  package static let administrator = "cn=admin,dc=example,dc=org"
  /// Sees no more than three entries of a search.
  package static let limited = "cn=limited,dc=example,dc=org"
  package static let password = "secret words"

  /// Without encryption, and with it from the first octet.
  package let plain: String
  package let secure: String
  /// The certificate's authority: a PEM file.
  package let authority: String
  private let directory: String

  /// Runs `body` beside a server with these entries, given as LDIF (RFC 2849).
  @discardableResult
  package static func with<Result: Sendable>(
    _ entries: String, _ body: (DirectoryServer) async throws -> Result
  ) async throws -> Result {
    try await ScratchDirectory.with { directory in
      let ports = (try FreePort.find(), try FreePort.find())
      let server = DirectoryServer(
        plain: "ldap://127.0.0.1:\(ports.0)", secure: "ldaps://127.0.0.1:\(ports.1)",
        authority: "\(directory)/server.pem", directory: directory)
      try server.write(entries)
      let (process, leash) = try GuardedProcess.start(
        script: start, arguments: [directory, "\(server.plain) \(server.secure)"])
      defer {
        close(leash)
        waitpid(process, nil, 0)
      }
      try await eventually("slapd listens") { try await server.answers }
      return try await body(server)
    }
  }

  /// Changes entries of the running server, as `ldapmodify` reads changes.
  package func change(_ changes: String) async throws {
    let file = "\(directory)/changes.ldif"
    try changes.write(toFile: file, atomically: true, encoding: .utf8)
    let outcome = try await Program.run([
      "ldapmodify", "-x", "-H", plain, "-D", Self.administrator, "-w", Self.password, "-f", file,
    ])
    guard outcome.code == 0 else { throw Fault(.invalid, Text(verbatim: outcome.complaints)) }
  }

  private var answers: Bool {
    get async throws {
      try await Program.run(["ldapsearch", "-x", "-H", plain, "-s", "base", "-b", "", "namingContexts"]).code == 0
    }
  }

  private static let start = """
    PATH=$PATH:/usr/sbin; cd "$1" && mkdir db && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout server.key -out server.pem 2> log \
    && slapadd -q -f slapd.conf -l entries.ldif 2>> log && { slapd -d 0 -f slapd.conf -h "$2" 2>> log & cat; kill $!; wait; }
    """

  private func write(_ entries: String) throws {
    let configuration = """
      include /etc/ldap/schema/core.schema
      include /etc/ldap/schema/cosine.schema
      include /etc/ldap/schema/inetorgperson.schema
      modulepath /usr/lib/ldap
      moduleload back_mdb
      TLSCertificateFile \(directory)/server.pem
      TLSCertificateKeyFile \(directory)/server.key
      database mdb
      suffix "\(Self.base)"
      rootdn "\(Self.administrator)"
      rootpw "\(Self.password)"
      directory \(directory)/db
      maxsize 67108864
      limits dn.exact="\(Self.limited)" size.prtotal=3 size.unchecked=unlimited

      """
    try configuration.write(toFile: "\(directory)/slapd.conf", atomically: true, encoding: .utf8)
    let all = """
      dn: \(Self.base)
      objectClass: dcObject
      objectClass: organization
      dc: example
      o: Example

      dn: \(Self.limited)
      objectClass: organizationalRole
      objectClass: simpleSecurityObject
      cn: limited
      userPassword: \(Self.password)

      \(entries)
      """
    try all.write(toFile: "\(directory)/entries.ldif", atomically: true, encoding: .utf8)
  }
}

extension DirectoryServer {
  /// One person as LDIF; the first address is the main one.
  package static func person(_ name: String, _ addresses: [String], called display: String? = nil) -> String {
    let lines =
      ["dn: cn=\(name),\(base)", "objectClass: inetOrgPerson", "cn: \(name)", "sn: \(name)"]
      + (display.map { ["displayName: \($0)"] } ?? []) + addresses.map { "mail: \($0)" }
    return lines.joined(separator: "\n") + "\n\n"
  }

  /// A group of people by their names. Its class has no place for an address, which an auxiliary one makes.
  package static func group(_ name: String, _ members: [String]) -> String {
    let lines =
      ["dn: cn=\(name),\(base)", "objectClass: groupOfNames", "objectClass: extensibleObject", "cn: \(name)"]
      + ["mail: \(name)@example.org"] + members.map { "member: cn=\($0),\(base)" }
    return lines.joined(separator: "\n") + "\n\n"
  }
}
