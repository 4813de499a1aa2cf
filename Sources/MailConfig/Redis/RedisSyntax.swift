import MailModel

/// Which Redis the file is for; the settings that we use are the same in all of them.
enum RedisSyntax: Sendable {
  case v7

  init(_ version: Version) throws(Fault) {
    guard version >= Version(6, 2), version < Version(9) else {
      throw .unknownVersion("Redis", version, known: "6.2 – 8")
    }
    self = .v7
  }

  /// Readable for Redis alone, in Debian's own place.
  func files(of plan: RenderPlan) -> [ConfigFile] {
    [
      ConfigFile(
        path: "\(plan.layout.redisConfig)/redis.conf", contents: plan.redisConf, mode: 0o640, owner: "root",
        group: "redis", program: .redis)
    ]
  }
}

extension RenderPlan {
  /// What the filter remembers: learned words, reputations, recent history. No port; the socket opens for the
  /// filter's group alone. Learned words have no time to live, so that `volatile-ttl` never drops them.
  var redisConf: String {
    SettingFile(
      groups: [
        SettingGroup(
          "Doors",
          [
            "port": "0", "unixsocket": layout.redisSocket, "unixsocketperm": "770", "protected-mode": "yes",
            "enable-protected-configs": "no", "enable-debug-command": "no", "enable-module-command": "no",
            "timeout": "0", "maxclients": "1000",
          ]),
        SettingGroup(
          "Process: the log goes to the standard output, for whoever started it",
          [
            "daemonize": "no", "pidfile": "\(layout.redisRun)/redis-server.pid", "logfile": "\"\"",
            "loglevel": "notice", "databases": "1", "hz": "10",
          ]),
        SettingGroup(
          "Memory and disk",
          [
            "dir": layout.redisData, "dbfilename": "dump.rdb", "save": "900 1 300 100 60 10000",
            "appendonly": "no", "maxmemory": "\(256 << 20)", "maxmemory-policy": "volatile-ttl",
            "stop-writes-on-bgsave-error": "no",
          ]),
      ],
      overrides: overrides.of(.redis)
    ) { "\($0.name) \($0.value)" }.text
  }
}
