import Foundation
import MailModel
import TestSupport
import Testing

extension HardeningTests {
  @Suite struct ConfigurationTests {
    /// PFX-14.
    @Test func letsNoServiceUserHandMailIn() async throws {
      let service = try HardenedService.shared
      for name in ["submit", "mailq", "flush"] {
        #expect(try await service.postconf("authorized_\(name)_users") == "root, palomar")
      }
      let drop = try FileFacts("\(service.instance.layout.postfixQueue)/maildrop")
      #expect(drop.owner == "postfix" && drop.group == "postdrop" && drop.mode & 0o006 == 0)
      for program in ["postdrop", "postqueue"] {
        #expect(try FileFacts("/usr/sbin/\(program)").mode & 0o7000 == 0o2000)
      }
    }

    /// PFX-15.
    @Test func isAcceptedByEveryProgramWithoutAWarning() async throws {
      let layout = try HardenedService.shared.instance.layout
      let commands = [
        ["/usr/sbin/postfix", "-c", layout.postfixConfig, "check"],
        ["/usr/sbin/postconf", "-n", "-c", layout.postfixConfig],
        ["/usr/bin/doveconf", "-n", "-c", "\(layout.dovecotConfig)/dovecot.conf"],
        [
          "/usr/bin/rspamadm", "--var=LOCAL_CONFDIR=\(layout.rspamdConfig)", "--var=DBDIR=\(layout.rspamdData)",
          "--var=RUNDIR=\(layout.rspamdRun)", "--var=LOGDIR=\(layout.log)", "configtest", "-c",
          "/etc/rspamd/rspamd.conf",
        ],
      ]
      for command in commands {
        let outcome = try await Program.run(command)
        #expect(outcome.code == 0, "\(command): \(outcome.complaints)")
        let words = outcome.complaints.lowercased()
        #expect(!words.contains("unused parameter") && !words.contains("unknown"), "\(command): \(words)")
      }
    }

    /// PFX-15.
    @Test func noticesAFileThatSomebodyChanged() async throws {
      let service = try HardenedService.shared
      let clean = try await service.instance.palomar(["drift"])
      #expect(clean.code == 0, "\(clean.output)")
      let file = "\(service.instance.layout.postfixConfig)/header-checks"
      let handle = try #require(FileHandle(forUpdatingAtPath: file))
      let length = try handle.seekToEnd()
      try handle.write(contentsOf: Data("# changed by hand\n".utf8))
      let drifted = try await service.instance.palomar(["drift"])
      try handle.truncate(atOffset: length)
      try handle.close()
      #expect(drifted.code == 1)
      #expect(drifted.output.contains(file) && drifted.output.contains("changed by hand"))
    }
  }
}
