import Foundation
import MailConfig
import MailModel

/// Finds out what rendering must know about this host.
struct HostDetection: Sendable {
  let layout: Layout

  func facts() async throws -> HostFacts {
    guard let mail = AccountNames.findUser(SystemUsers.mail) else { throw SystemUsers.missing(SystemUsers.mail) }
    async let postfix = version("/usr/sbin/postconf", ["-d", "-h", "mail_version"])
    async let dovecot = version("/usr/sbin/dovecot", ["--version"])
    async let rspamd = version("/usr/bin/rspamd", ["--version"])
    async let redis = version("/usr/bin/redis-server", ["--version"])
    let versions = try await ProgramVersions(postfix: postfix, dovecot: dovecot, rspamd: rspamd, redis: redis)
    return HostFacts(layout: layout, versions: versions, mailUser: mail)
  }

  /// The first line that holds a version.
  private func version(_ path: String, _ arguments: [String]) async throws -> Version {
    try Version(try await Program(path, arguments, timeout: .seconds(10)).succeed().output)
  }
}

/// The facts as of the last change of the programs: asking them takes longer than rendering.
package actor KnownFacts {
  private let detection: HostDetection
  private var known: (stamp: [Date], facts: HostFacts)?

  private static let programs = [
    "/usr/sbin/postconf", "/usr/sbin/dovecot", "/usr/bin/rspamd", "/usr/bin/redis-server",
  ]

  init(_ detection: HostDetection) {
    self.detection = detection
  }

  func facts() async throws -> HostFacts {
    let stamp = KnownFacts.programs.map(KnownFacts.changed)
    if let known, known.stamp == stamp { return known.facts }
    let facts = try await detection.facts()
    known = (stamp, facts)
    return facts
  }

  private static func changed(_ path: String) -> Date {
    var status = stat()
    return stat(path, &status) == 0 ? status.changed : .distantPast
  }
}
