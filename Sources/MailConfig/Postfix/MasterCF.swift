import MailModel

extension RenderPlan {
  /// The whole of master(5): nothing runs in a chroot, where SQLite's files and the absolute sockets
  /// would be out of reach.
  var masterCF: String {
    let columns = "# service        type       private unpriv chroot wakeup maxproc command"
    return
      ([header, columns, service("\(system.ports.smtp)", "inet", ["n", "-", "n", "-", "-"], "smtpd")]
      + [submission("submission", system.ports.submission, ["smtpd_tls_security_level=encrypt"])]
      + [
        submission(
          "submissions", system.ports.submissions, ["smtpd_tls_wrappermode=yes", "smtpd_tls_security_level=encrypt"])
      ] + inner).joined(separator: "\n") + "\n"
  }

  private func submission(_ name: String, _ port: Int, _ tls: [String]) -> String {
    let options =
      ["syslog_name=postfix/\(name)"] + tls + [
        "smtpd_sasl_auth_enable=yes",
        "smtpd_client_restrictions=$submission_client_restrictions",
        "smtpd_helo_restrictions=",
        "smtpd_sender_restrictions=$submission_sender_restrictions",
        "smtpd_relay_restrictions=$submission_relay_restrictions",
        "smtpd_recipient_restrictions=$submission_recipient_restrictions",
        "milter_macro_daemon_name=ORIGINATING",
      ]
    let head = service("\(port)", "inet", ["n", "-", "n", "-", "-"], "smtpd")
    return ([head] + options.map { "  -o \($0)" }).joined(separator: "\n")
  }

  private var inner: [String] {
    [
      service("postlog", "unix-dgram", ["n", "-", "n", "-", "1"], "postlogd"),
      service("pickup", "unix", ["n", "-", "n", "60", "1"], "pickup"),
      service("cleanup", "unix", ["n", "-", "n", "-", "0"], "cleanup"),
      service("qmgr", "unix", ["n", "-", "n", "60", "1"], "qmgr"),
      service("tlsmgr", "unix", ["-", "-", "n", "1000?", "1"], "tlsmgr"),
      service("rewrite", "unix", ["-", "-", "n", "-", "-"], "trivial-rewrite"),
      service("bounce", "unix", ["-", "-", "n", "-", "0"], "bounce"),
      service("defer", "unix", ["-", "-", "n", "-", "0"], "bounce"),
      service("trace", "unix", ["-", "-", "n", "-", "0"], "bounce"),
      service("verify", "unix", ["-", "-", "n", "-", "1"], "verify"),
      service("flush", "unix", ["n", "-", "n", "1000?", "0"], "flush"),
      service("proxymap", "unix", ["-", "-", "n", "-", "-"], "proxymap"),
      service("proxywrite", "unix", ["-", "-", "n", "-", "1"], "proxymap"),
      service("smtp", "unix", ["-", "-", "n", "-", "-"], "smtp"),
      service("relay", "unix", ["-", "-", "n", "-", "-"], "smtp"),
      service("showq", "unix", ["n", "-", "n", "-", "-"], "showq"),
      service("error", "unix", ["-", "-", "n", "-", "-"], "error"),
      service("retry", "unix", ["-", "-", "n", "-", "-"], "error"),
      service("discard", "unix", ["-", "-", "n", "-", "-"], "discard"),
      service("lmtp", "unix", ["-", "-", "n", "-", "-"], "lmtp"),
      service("anvil", "unix", ["-", "-", "n", "-", "1"], "anvil"),
      service("scache", "unix", ["-", "-", "n", "-", "1"], "scache"),
    ]
  }

  private func service(_ name: String, _ type: String, _ columns: [String], _ command: String) -> String {
    let cells = [pad(name, 17), pad(type, 11)] + zip(columns, [8, 7, 7, 7, 8]).map { pad($0, $1) }
    return cells.joined() + command
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
