import Foundation
import MailConfig
import MailModel
import Testing

@Suite struct OverrideTests {
  @Test func standsOnceAndLastWithItsReasonAndExpiry() throws {
    let set = try Sample.system(overrides: [.postfix("smtpd_hard_error_limit", "7", reason: "old scanner")])
      .rendered(on: Sample.facts())
    let main = try set.text("main.cf")
    #expect(main.hasSuffix("\n# Override until 2026-05-03: old scanner\nsmtpd_hard_error_limit = 7\n"))
    #expect(main.components(separatedBy: "smtpd_hard_error_limit").count == 2)
  }

  @Test(arguments: [
    (Override.postfix("queue_run_delay", "5m"), "main.cf", "queue_run_delay = 300s"),
    (Override.dovecot("auth_cache_size", "8M"), "dovecot.conf", "auth_cache_size = 8388608"),
    (Override.dovecot("auth_verbose", "No"), "dovecot.conf", "auth_verbose = no"),
    (Override.rspamd("actions.reject", "20"), "actions.conf", "reject = 20;"),
    (Override.rspamd("options.check_all_filters", "yes"), "options.inc", "check_all_filters = true;"),
    (Override.redis("timeout", "1h"), "redis.conf", "timeout 3600"),
  ]) func isWrittenAsItsProgramReadsIt(_ override: Override, _ file: String, _ line: String) throws {
    let text = try Sample.system(overrides: [override]).rendered(on: Sample.facts()).text(file)
    #expect(text.split(separator: "\n").last.map(String.init) == line)
  }

  @Test func anUnknownSettingIsRefusedWithThoseThatAreClose() throws {
    let system = try Sample.system(overrides: [.postfix("smtpd_hard_eror_limit", "7")])
    let fault = #expect(throws: Fault.self) { try system.rendered(on: Sample.facts()) }
    #expect(fault?.message.en.contains("smtpd_hard_eror_limit") == true)
    #expect(fault?.hint?.en.contains("smtpd_hard_error_limit") == true)
  }

  @Test(arguments: ["mynetworks", "smtpd_milters", "smtpd_relay_restrictions", "command_directory", "mail_owner"])
  func whatWouldOpenADoorCannotBeOverridden(_ setting: String) throws {
    let system = try Sample.system(overrides: [.postfix(setting, "1")])
    #expect(throws: Fault.self) { try system.rendered(on: Sample.facts()) }
  }

  @Test(arguments: ["", " 7", "7 ", "-7", "7.5", "0x7", "7s", "seven", "٧", "7\n", "99999999999999999999", "0"])
  func aValueOfAnotherKindIsRefusedWithThePermittedOne(_ value: String) throws {
    let system = try Sample.system(overrides: [.postfix("smtpd_hard_error_limit", value)])
    let fault = #expect(throws: Fault.self) { try system.rendered(on: Sample.facts()) }
    #expect(fault?.hint?.en.contains("whole number") == true)
    #expect(fault?.message.en.contains("smtpd_hard_error_limit") == true)
  }

  @Test(arguments: [
    Override.postfix("lmtp_data_done_timeout", "0s"), .postfix("ipc_timeout", "0s"), .postfix("queue_run_delay", "0s"),
    .dovecot("imap_idle_notify_interval", "0s"), .rspamd("options.task_timeout", "0s"), .redis("maxclients", "1"),
  ]) func aValueWithWhichItsProgramCannotWorkIsRefused(_ override: Override) throws {
    let system = try Sample.system(overrides: [override])
    #expect(throws: Fault(.invalid, Text(verbatim: ""))) { try system.rendered(on: Sample.facts()) }
  }

  @Test(arguments: [
    Override.postfix("delay_warning_time", "0s"), .postfix("smtpd_error_sleep_time", "0s"), .redis("timeout", "0s"),
    .dovecot("auth_failure_delay", "0s"),
  ]) func noTimeIsPermittedWhereItMeansNever(_ override: Override) throws {
    _ = try Sample.system(overrides: [override]).rendered(on: Sample.facts())
  }

  @Test func theSameSettingTwiceIsAContradiction() throws {
    let system = try Sample.system(overrides: [.redis("hz", "20"), .redis("hz", "30")])
    #expect(throws: Fault(.conflict, Text(verbatim: ""))) { try system.rendered(on: Sample.facts()) }
  }

  @Test func theOrderInWhichTheyWereMadeDoesNotShow() throws {
    let overrides: [Override] = [.redis("hz", "20"), .redis("maxclients", "50"), .postfix("max_idle", "9s")]
    let forward = try Sample.system(overrides: overrides).rendered(on: Sample.facts())
    #expect(try Sample.system(overrides: overrides.reversed()).rendered(on: Sample.facts()) == forward)
  }

  /// Line ends of every kind, comment ends, continuations, and what some program expands.
  static let wickedReasons = [
    "a\nmynetworks = 0.0.0.0/0", "a\r\nmail_plugins =", "a\u{2028}b", "a\u{85}b", "a\u{0B}b", "a\u{0C}b", "a\0b",
    "a \\", "a \\\n b", "*/ secure_ip = [];", "\n\n  -o smtpd_relay_restrictions=permit", "#", "", "\u{202E}b",
    String(repeating: "long\n", count: 400), "requirepass x\nport 6379", "$mynetworks", "%{x}", "]] -- \n os.exit()",
  ]

  @Test(arguments: wickedReasons) func noReasonGetsOutOfItsComment(_ reason: String) throws {
    let samples: [Override] = [
      .postfix("max_idle", "9s"), .dovecot("auth_verbose", "no"), .rspamd("options.max_urls", "9"), .redis("hz", "9"),
    ]
    let plain = try Sample.system(overrides: samples).rendered(on: Sample.facts())
    let wicked = try Sample.system(overrides: samples.map { $0.because(reason) }).rendered(on: Sample.facts())
    for (before, after) in zip(plain.files, wicked.files) {
      #expect(settings(of: before) == settings(of: after), "\(after.path)")
    }
  }

  /// Every line that is not a comment, however a program may divide lines.
  private func settings(of file: ConfigFile) -> [String] {
    file.contents.split(whereSeparator: \.isNewline).map(String.init).filter { !$0.hasPrefix("#") }
  }
}

extension Override {
  static let day = Date(timeIntervalSince1970: 1_777_800_000)

  static func postfix(_ setting: String, _ value: String, reason: String = "because") -> Override {
    Override(program: .postfix, setting: setting, value: value, reason: reason, expires: day)
  }

  static func dovecot(_ setting: String, _ value: String) -> Override {
    Override(program: .dovecot, setting: setting, value: value, reason: "because", expires: day)
  }

  static func rspamd(_ setting: String, _ value: String) -> Override {
    Override(program: .rspamd, setting: setting, value: value, reason: "because", expires: day)
  }

  static func redis(_ setting: String, _ value: String) -> Override {
    Override(program: .redis, setting: setting, value: value, reason: "because", expires: day)
  }

  func because(_ reason: String) -> Override {
    Override(program: program, setting: setting, value: value, reason: reason, expires: expires)
  }
}
