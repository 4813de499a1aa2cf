import MailModel

extension RenderPlan {
  /// Doors: Unix sockets alone, whose directories say who enters. The scanner speaks the milter protocol to
  /// Postfix and nothing else.
  var rspamdWorkers: [RspamdSection] {
    [
      RspamdSection("worker-normal.inc", [SettingGroup("The proxy scans by itself", ["enabled": "false"])]),
      RspamdSection("worker-fuzzy.inc", [SettingGroup("Not used", ["enabled": "false"])]),
      RspamdSection(
        "worker-proxy.inc",
        [
          SettingGroup(
            "Postfix's milter",
            [
              "bind_socket": quoted("\(layout.milterSocket) mode=0660"),
              "milter": "true",
              "count": "2",
              "timeout": "60s",
              "upstream \"local\"": "{ default = true; self_scan = true; }",
              "reject_message": quoted("This message was taken for spam or malware"),
            ])
        ], overrides: overrides.of(.rspamd, in: "worker-proxy")),
      RspamdSection(
        "worker-controller.inc",
        [
          SettingGroup(
            "For the control plane alone: whoever opens the socket needs no password",
            [
              "bind_socket": quoted("\(layout.controllerSocket) mode=0660"),
              "secure_ip": "[]",
              "password": quoted(nobodysPassword),
              "count": "1",
            ])
        ]),
    ]
  }

  var rspamdOptions: [RspamdSection] {
    [
      RspamdSection(
        "options.inc",
        [
          SettingGroup(
            "Places and sizes",
            [
              "tempdir": quoted(layout.rspamdRun),
              "control_socket": quoted("\(layout.rspamdRun)/control.sock mode=0600"),
              "max_message": "\(sizes.filter)",
              "task_timeout": "8s",
              "url_tld": quoted(layout.reachesOut ? "${SHAREDIR}/effective_tld_names.dat" : layout.suffixList),
            ]),
          SettingGroup(
            "Who counts as this host: nobody's checks are skipped but theirs", ["local_addrs": list(system.trusted)]),
          SettingGroup(
            "Checks",
            ["filters": quoted(layout.reachesOut ? "chartable,dkim,regexp,fuzzy_check" : "chartable,dkim,regexp")]),
        ] + rspamdResolvers, overrides: overrides.of(.rspamd, in: "options")),
      RspamdSection(
        "actions.conf",
        [
          SettingGroup(
            "Scores", ["reject": "15", "add_header": "6", "greylist": layout.reachesOut ? "4" : "null"]),
          SettingGroup(
            "For no score: a group's moderators decide", ["quarantine": "{ flags = [\"no_threshold\"]; }"]),
        ], overrides: overrides.of(.rspamd, in: "actions")),
      RspamdSection("logging.inc", [SettingGroup("Log", rspamdLog)]),
    ]
  }

  private var rspamdLog: KeyValuePairs<String, String> {
    layout.usesSyslog
      ? ["level": quoted("info"), "type": quoted("syslog"), "facility": quoted("mail")]
      : ["level": quoted("info"), "type": quoted("file"), "filename": quoted("\(layout.log)/rspamd.log")]
  }

  /// Without a resolver and off the network, a last question goes to a port where nothing answers, and is given
  /// up at once.
  private var rspamdResolvers: [SettingGroup] {
    if !system.resolvers.isEmpty {
      let servers = list(system.resolvers.map(\.text))
      return [SettingGroup("Resolvers", ["dns": "{ nameserver = \(servers); timeout = 1s; retransmits = 3; }"])]
    }
    guard !canResolve else { return [] }
    return [
      SettingGroup(
        "Resolvers: none", ["dns": "{ nameserver = [\"127.0.0.1:1\"]; timeout = 0.05s; retransmits = 1; }"])
    ]
  }

  /// Redis holds what is learned; headers say what was found.
  var rspamdMemory: [RspamdSection] {
    [
      RspamdSection("redis.conf", [SettingGroup("Unix socket", ["servers": quoted(layout.redisSocket)])]),
      RspamdSection("classifier-bayes.conf", [SettingGroup("Learned words", ["backend": quoted("redis")])]),
      RspamdSection(
        "milter_headers.conf",
        [
          SettingGroup(
            "What recipients see of the result; mail of people who signed in carries nothing",
            [
              "use": list(["authentication-results", "x-spam-level", "x-spam-status"]),
              "skip_local": "false",
              "skip_authenticated": "true",
            ])
        ]),
    ]
  }

  /// Modules that stay off: those that nobody here uses; where nothing may leave the machine, those that ask
  /// services elsewhere; and without a resolver, those that can only wait for one.
  var rspamdOff: [RspamdSection] {
    let unused = ["bimi", "dcc", "p0f", "rspamd_update", "url_redirector"]
    let elsewhere = [
      "asn", "emails", "fuzzy_check", "greylist", "hfilter", "mid", "multimap", "phishing", "rbl", "surbl",
    ]
    let asking = ["arc", "dmarc", "once_received", "spf", "whitelist"]
    return unused.map { RspamdSection.off($0, because: "Not used") }
      + (layout.reachesOut ? [] : elsewhere.map { .off($0, because: "Asks services elsewhere") } + [rspamdMimeTypes])
      + (canResolve ? [] : asking.map { .off($0, because: "Asks DNS, and there is no resolver") })
  }

  var canResolve: Bool { layout.reachesOut || !system.resolvers.isEmpty }

  private var rspamdMimeTypes: RspamdSection {
    RspamdSection(
      "mime_types.conf",
      [SettingGroup("The list that is shipped", ["file": list(["${CONFDIR}/maps.d/mime_types.inc"])])])
  }
}

/// The hash of a random password that was thrown away, in the place of the well-known one that Rspamd ships.
private let nobodysPassword = "$2$aym81q55esaj19r4t5wt1oks6anaark3$qkwgm8a8purxwyaqa3ujpi46enspkz7b4kode8zcpt3bnz7whhdb"
