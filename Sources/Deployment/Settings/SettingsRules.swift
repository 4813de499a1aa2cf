import MailModel
import Store

/// What settings must be, beyond each value being one of its kind.
extension ServiceSettings {
  func check() throws(Fault) {
    try checkListening()
    try checkTrust()
    try checkLimits()
    try checkDirectory()
  }

  /// Also what depends on the store: views of it are there only where it is PostgreSQL.
  func check(with db: any Database) throws(Fault) {
    try check()
    guard directory == .sqlite || db.kind == .postgreSQL else {
      throw Fault(
        .conflict, en: "the mail directory can be in PostgreSQL only when the store is",
        es: "el directorio de correo solo puede estar en PostgreSQL si lo está el almacén",
        hint: Text(en: "write “directory: sqlite”", es: "escriba «directory: sqlite»"), field: "directory")
    }
  }

  private func checkListening() throws(Fault) {
    guard (1...32).contains(listen.count), Set(listen).count == listen.count else {
      throw Fault(
        .invalid, en: "the service listens on 1 to 32 different addresses",
        es: "el servicio escucha en de 1 a 32 direcciones distintas",
        hint: Text(en: "list each address once", es: "enumere cada dirección una vez"), field: "listen")
    }
    var taken: [Int: String] = [:]
    for (name, port) in ports.named {
      guard (1...65_535).contains(port) else {
        throw Fault(
          .invalid, en: "port \(port) for \(name) does not exist", es: "el puerto \(port) para \(name) no existe",
          hint: Text(en: "choose one between 1 and 65535", es: "elija uno entre 1 y 65535"), field: "ports.\(name)")
      }
      if let other = taken.updateValue(name, forKey: port) {
        throw Fault(
          .invalid, en: "port \(port) is given to \(other) and to \(name)",
          es: "el puerto \(port) es a la vez de \(other) y de \(name)",
          hint: Text(en: "give each service a port of its own", es: "dé a cada servicio su propio puerto"),
          field: "ports.\(name)")
      }
    }
    guard resolvers.count <= 8 else {
      throw Fault(.invalid, en: "more than 8 resolvers", es: "más de 8 resolvedores", field: "resolvers")
    }
  }

  /// Whoever is trusted sends without signing in: a network as large as these would make an open relay.
  private func checkTrust() throws(Fault) {
    for network in trustedNetworks where network.prefix < (network.address.isIPv6 ? 7 : 8) {
      throw Fault(
        .invalid, en: "trusting \(network) would open the service to strangers",
        es: "confiar en \(network) abriría el servicio a extraños",
        hint: Text(
          en: "name only your own networks, as in 192.0.2.0/24", es: "indique solo sus propias redes, como 192.0.2.0/24"
        ), field: "trustedNetworks")
    }
    guard trustedNetworks.count <= 256 else {
      throw Fault(
        .invalid, en: "more than 256 trusted networks", es: "más de 256 redes de confianza", field: "trustedNetworks")
    }
  }

  private func checkLimits() throws(Fault) {
    guard let smallest = try? ByteCount("64K"), let largest = try? ByteCount("1G"),
      (smallest...largest).contains(limits.messageSize)
    else {
      throw Fault(
        .invalid, en: "messages of at most \(limits.messageSize) are out of range",
        es: "un máximo de \(limits.messageSize) por mensaje está fuera de rango",
        hint: Text(en: "choose between 64K and 1G", es: "elija entre 64K y 1G"), field: "limits.messageSize")
    }
    for limit in limits.counts where !limit.range.contains(limit.value) {
      throw Fault(
        .invalid, en: "\(limit.name) cannot be \(limit.value)", es: "\(limit.name) no puede ser \(limit.value)",
        hint: Text(
          en: "choose between \(limit.range.lowerBound) and \(limit.range.upperBound)",
          es: "elija entre \(limit.range.lowerBound) y \(limit.range.upperBound)"), field: "limits.\(limit.name)")
    }
  }
}

/// Names that stand in configuration files of others: nothing in them may mean anything there.
extension ServiceSettings {
  private func checkDirectory() throws(Fault) {
    guard case .postgreSQL(let host, let port, let database, let user) = directory else { return }
    let isPath = host.hasPrefix("/")
    for (name, value) in [("host", isPath ? String(host.dropFirst()) : host), ("database", database), ("user", user)]
    where !Self.isName(value, allowing: isPath && name == "host" ? "/" : "") {
      throw Fault(
        .invalid, en: "the directory's \(name) “\(value.prefix(60))” is not a name",
        es: "\(name) del directorio, «\(value.prefix(60))», no es un nombre",
        hint: Text(
          en: "use letters, digits, dots, hyphens and underscores",
          es: "use letras, cifras, puntos, guiones y guiones bajos"), field: "directory.\(name)")
    }
    guard (1...65_535).contains(port) else {
      throw Fault(
        .invalid, en: "port \(port) does not exist", es: "el puerto \(port) no existe", field: "directory.port")
    }
  }

  private static func isName(_ text: String, allowing more: String) -> Bool {
    (1...255).contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII
          && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || ("._-" + more).unicodeScalars.contains(scalar))
      }
  }
}

/// A limit that is a whole number, with the values that make sense.
struct CountLimit {
  let name: String
  let value: Int
  let range: ClosedRange<Int>
}

extension Limits {
  var counts: [CountLimit] {
    [
      CountLimit(name: "messagesPerMinute", value: messagesPerMinute, range: 1...1_000_000),
      CountLimit(name: "recipientsPerMinute", value: recipientsPerMinute, range: 1...1_000_000),
      CountLimit(name: "connectionsPerMinute", value: connectionsPerMinute, range: 1...1_000_000),
      CountLimit(name: "signInsPerMinute", value: signInsPerMinute, range: 1...1_000_000),
      CountLimit(name: "simultaneousConnections", value: simultaneousConnections, range: 1...10_000),
      CountLimit(name: "recipientsPerMessage", value: recipientsPerMessage, range: 1...10_000),
      CountLimit(name: "queueDays", value: queueDays, range: 1...30),
    ]
  }
}
