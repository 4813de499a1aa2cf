import Foundation
import MailConfig
import MailModel
import Testing

/// The programs themselves read what is rendered, and have nothing to complain about.
@Suite(.enabled(if: getuid() == 0, "Postfix lets nobody but root check its files"))
struct RealProgramTests {
  enum Offer: String, CaseIterable {
    case closed, direct, relay, postgreSQL, overridden

    func system() throws -> MailSystem {
      switch self {
      case .closed: try Sample.system()
      case .direct: try Sample.publicSystem(directory: .sqlite)
      case .relay: try Sample.system(outbound: .relay(Endpoint("mail.example.net:587")))
      case .postgreSQL: try Sample.system(directory: Sample.postgreSQL)
      case .overridden: try Sample.system(overrides: Override.Program.allCases.flatMap(\.everyOverride))
      }
    }
  }

  @Test(arguments: Offer.allCases) func postfixHasNoComplaint(_ offer: Offer) async throws {
    try await InstalledSet.with(offer.system()) { set in
      let directory = set.layout.postfixConfig
      #expect(try set.run("postfix", "-c", directory, "check").status == 0)
      let log = try? String(contentsOfFile: "\(set.layout.log)/postfix.log", encoding: .utf8)
      #expect(log == nil || log?.isEmpty == true)
      for list in ["-n", "-M", "-P"] {
        let words = try set.run("postconf", "-c", directory, list).words
        #expect(!words.contains("warning:"), "\(words)")
      }
    }
  }

  @Test(arguments: Offer.allCases) func dovecotHasNoComplaint(_ offer: Offer) async throws {
    try await InstalledSet.with(offer.system()) { set in
      let answer = try set.run("doveconf", "-n", "-c", "\(set.layout.dovecotConfig)/dovecot.conf")
      #expect(answer.status == 0)
      #expect(!answer.words.contains("Warning") && !answer.words.contains("Error"), "\(answer.words)")
      let compiled = try set.run("sievec", set.layout.siftingScript)
      #expect(compiled.status == 0 && compiled.words.isEmpty, "\(compiled.words)")
    }
  }

  @Test(arguments: Offer.allCases) func rspamdHasNoComplaint(_ offer: Offer) async throws {
    try await InstalledSet.with(offer.system()) { set in
      let answer = try set.run(
        "rspamadm", "--var=LOCAL_CONFDIR=\(set.layout.rspamdConfig)", "--var=DBDIR=\(set.layout.rspamdData)",
        "--var=RUNDIR=\(set.layout.rspamdRun)", "--var=LOGDIR=\(set.layout.log)", "configtest", "-c",
        "/etc/rspamd/rspamd.conf")
      #expect(answer.status == 0 && answer.words.contains("syntax OK"), "\(answer.words)")
      #expect(!answer.words.contains("error"), "\(answer.words)")
    }
  }

  /// `--test-memory` is answered after the file has been read, `--check-system` is of Redis 7 alone.
  @Test(arguments: Offer.allCases) func redisHasNoComplaint(_ offer: Offer) async throws {
    try await InstalledSet.with(offer.system()) { set in
      let answer = try set.run("redis-server", "\(set.layout.redisConfig)/redis.conf", "--port", "x")
      #expect(!answer.words.contains("redis.conf"), "\(answer.words)")
    }
  }
}

extension Override.Program {
  /// One override of everything that can be overridden.
  var everyOverride: [Override] {
    overridableSettings.map { name, sample in
      Override(program: self, setting: name, value: sample, reason: "test", expires: Override.day)
    }
  }
}
