import MailModel

/// Sockets and files that two programs must agree on.
extension Layout {
  /// Postfix hands mail to the filter here; the directory's group is Postfix's.
  package var milterSocket: String { "\(rspamdRun)/milter/milter.sock" }
  /// The filter's controller; the directory's group is the control plane's. Who can connect needs no password.
  package var controllerSocket: String { "\(rspamdRun)/controller/controller.sock" }
  package var redisSocket: String { "\(redisRun)/redis.sock" }
  package var deliverySocket: String { "\(dovecotRun)/lmtp" }
  package var signInSocket: String { "\(dovecotRun)/auth-postfix" }
  package var quotaSocket: String { "\(dovecotRun)/quota-status" }
  /// What hands out quota warnings delivers here.
  package var warningSocket: String { "\(dovecotRun)/lmtp-warnings" }
  package var quotaWarning: String { "\(dovecotConfig)/quota-warning" }
  /// Runs before every user's own script; Dovecot wants it compiled beside it.
  package var siftingScript: String { "\(dovecotConfig)/sieve/before.sieve" }
}

/// What differs between trying a service out and serving, as far as configuration goes.
extension Layout {
  /// Whether the host's own log service takes the programs' lines; otherwise they go to files in `log`.
  var usesSyslog: Bool { profile == .system }
  /// Whether checks may ask the network (DNS, block lists, map downloads).
  var reachesOut: Bool { profile == .system }
  /// Whether one client address stands for many people and programs, so that a penalty for one hits all.
  var sharesClientAddress: Bool { profile == .local }
}

extension Layout {
  /// Refuses a directory whose path would mean something to one of the programs, or whose sockets would not fit.
  ///
  /// Postfix splits values at spaces and expands `$`, Dovecot expands `%`; a socket's path has 107 octets
  /// (unix(7)), of which our longest names need 43.
  package func requireWritablePaths() throws(Fault) {
    let plain = root.unicodeScalars.allSatisfy { scalar in
      ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
        || "/._-+@".unicodeScalars.contains(scalar)
    }
    guard root.hasPrefix("/"), root.count > 1, plain, !root.hasSuffix("/"), !root.contains("//") else {
      throw Fault(
        .invalid, en: "the directory “\(root.prefix(120))” cannot hold a mail service",
        es: "el directorio «\(root.prefix(120))» no puede contener un servicio de correo",
        hint: Text(
          en: "use an absolute path of letters, digits and . _ - + @",
          es: "use una ruta absoluta con letras, cifras y . _ - + @"))
    }
    guard root.utf8.count <= Layout.longestRoot else {
      throw Fault(
        .invalid, en: "the directory “\(root)” is \(root.utf8.count) octets long; sockets in it would not fit",
        es: "el directorio «\(root)» ocupa \(root.utf8.count) octetos; sus sockets no cabrían",
        hint: Text(
          en: "choose one of at most \(Layout.longestRoot) octets",
          es: "elija uno de \(Layout.longestRoot) octetos como máximo"))
    }
  }

  private static let longestRoot = 64
}

extension DirectoryBackend {
  /// Refuses names that would need quoting in some program's file; PostgreSQL's own advice is plain names too.
  func requireWritableNames() throws(Fault) {
    guard case .postgreSQL(let host, let port, let database, let user) = self else { return }
    try DirectoryBackend.requirePlain(host, "host", extra: ":/")
    try DirectoryBackend.requirePlain(database, "database")
    try DirectoryBackend.requirePlain(user, "user")
    guard (1...65_535).contains(port) else {
      throw Fault(.invalid, en: "port \(port) does not exist", es: "el puerto \(port) no existe")
    }
  }

  private static func requirePlain(_ name: String, _ field: String, extra: String = "") throws(Fault) {
    let plain = name.unicodeScalars.allSatisfy { scalar in
      ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
        || "._-\(extra)".unicodeScalars.contains(scalar)
    }
    guard plain, (1...200).contains(name.count), !name.hasPrefix("-") else {
      throw Fault(
        .invalid, en: "“\(name.prefix(80))” cannot be the \(field) of the mail directory",
        es: "«\(name.prefix(80))» no puede ser «\(field)» del directorio de correo",
        hint: Text(en: "use letters, digits and . _ -", es: "use letras, cifras y . _ -"), field: field)
    }
  }
}
