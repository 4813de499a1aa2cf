import Kernel
import MailModel

/// Settings as `service:` has them.
extension ServiceSettings {
  static let fieldNames = [
    "host", "listen", "ports", "trustedNetworks", "outbound", "limits", "resolvers", "directory",
  ]

  var node: DocumentNode {
    .fields([
      "host": .text(host.name),
      "listen": .list(listen.map { .text($0.text) }),
      "ports": DocumentNode(.mapping(ports.named.map { .init(key: .text($0.name), value: .number($0.port)) })),
      "trustedNetworks": .list(trustedNetworks.map { .text($0.text) }),
      "outbound": .text(outbound.text),
      "limits": limits.node,
      "resolvers": .list(resolvers.map { .text($0.text) }),
      "directory": directory.node,
    ])
  }

  /// What changes from `before`, as in `limits.messageSize 50M → 20M; outbound closed → direct`.
  func differences(from before: ServiceSettings) -> String {
    let old = Dictionary(uniqueKeysWithValues: before.node.leaves().map { ($0.name, $0.text) })
    return node.leaves().filter { old[$0.name] != $0.text }
      .map { "\($0.name) \(old[$0.name] ?? "—") → \($0.text)" }.joined(separator: "; ")
  }
}

extension UpdateSettings {
  init(_ node: DocumentNode, over present: ServiceSettings) throws(Fault) {
    let fields = try node.fields(ServiceSettings.fieldNames)
    host = try fields["host"]?.value(DomainName.init(_:))
    listen = try fields["listen"]?.values(IPAddress.init(_:))
    ports = try fields["ports"].map { node throws(Fault) in try Ports(node, over: present.ports) }
    trustedNetworks = try fields["trustedNetworks"]?.values(Network.init(_:))
    outbound = try fields["outbound"]?.value(Outbound.init(text:))
    limits = try fields["limits"].map { node throws(Fault) in try Limits(node, over: present.limits) }
    resolvers = try fields["resolvers"]?.values(Endpoint.init(_:))
    directory = try fields["directory"].map(DirectoryBackend.init(node:))
  }
}

extension Ports {
  fileprivate init(_ node: DocumentNode, over present: Ports) throws(Fault) {
    let fields = try node.fields(present.named.map(\.name))
    self.init(
      smtp: try fields["smtp"]?.integer() ?? present.smtp,
      submission: try fields["submission"]?.integer() ?? present.submission,
      submissions: try fields["submissions"]?.integer() ?? present.submissions,
      imap: try fields["imap"]?.integer() ?? present.imap, imaps: try fields["imaps"]?.integer() ?? present.imaps,
      pop3s: try fields["pop3s"]?.integer() ?? present.pop3s, sieve: try fields["sieve"]?.integer() ?? present.sieve,
      console: try fields["console"]?.integer() ?? present.console)
  }
}

extension Limits {
  fileprivate var node: DocumentNode {
    let size = DocumentNode.Entry(key: .text("messageSize"), value: .text(messageSize.description))
    return DocumentNode(.mapping([size] + counts.map { .init(key: .text($0.name), value: .number($0.value)) }))
  }

  fileprivate init(_ node: DocumentNode, over present: Limits) throws(Fault) {
    let fields = try node.fields(["messageSize"] + present.counts.map(\.name))
    self.init(
      messageSize: try fields["messageSize"]?.value(ByteCount.init(_:)) ?? present.messageSize,
      messagesPerMinute: try fields["messagesPerMinute"]?.integer() ?? present.messagesPerMinute,
      recipientsPerMinute: try fields["recipientsPerMinute"]?.integer() ?? present.recipientsPerMinute,
      connectionsPerMinute: try fields["connectionsPerMinute"]?.integer() ?? present.connectionsPerMinute,
      signInsPerMinute: try fields["signInsPerMinute"]?.integer() ?? present.signInsPerMinute,
      simultaneousConnections: try fields["simultaneousConnections"]?.integer() ?? present.simultaneousConnections,
      recipientsPerMessage: try fields["recipientsPerMessage"]?.integer() ?? present.recipientsPerMessage,
      queueDays: try fields["queueDays"]?.integer() ?? present.queueDays)
  }
}

extension Outbound {
  /// `closed`, `direct` or `relay smtp.example.net:587`.
  var text: String {
    switch self {
    case .closed: "closed"
    case .direct: "direct"
    case .relay(let endpoint): "relay \(endpoint.text)"
    }
  }

  init(text: String) throws(Fault) {
    let words = text.split(separator: " ")
    switch (words.first, words.count) {
    case ("closed", 1): self = .closed
    case ("direct", 1): self = .direct
    case ("relay", 2): self = .relay(try Endpoint(String(words[1])))
    default:
      throw Fault(
        .invalid, en: "“\(text.prefix(80))” is no way out for mail",
        es: "«\(text.prefix(80))» no es una salida de correo",
        hint: Text(
          en: "write closed, direct, or relay and a server, as in relay smtp.example.net:587",
          es: "escriba closed, direct, o relay y un servidor, como en relay smtp.example.net:587"))
    }
  }
}

extension DirectoryBackend {
  fileprivate var node: DocumentNode {
    switch self {
    case .sqlite: .text("sqlite")
    case .postgreSQL(let host, let port, let database, let user):
      .fields(["host": .text(host), "port": .number(port), "database": .text(database), "user": .text(user)])
    }
  }

  fileprivate init(node: DocumentNode) throws(Fault) {
    if case .scalar("sqlite") = node.content {
      self = .sqlite
      return
    }
    let fields = try node.fields(["host", "port", "database", "user"])
    guard let host = fields["host"], let database = fields["database"], let user = fields["user"] else {
      throw node.fault(
        en: "a PostgreSQL directory needs host, database and user",
        es: "un directorio PostgreSQL necesita host, database y user",
        hint: Text(en: "or write: directory: sqlite", es: "o escriba: directory: sqlite"))
    }
    self = .postgreSQL(
      host: try host.text(), port: try fields["port"]?.integer() ?? 5432, database: try database.text(),
      user: try user.text())
  }
}

extension DocumentNode {
  fileprivate func values<Value>(_ parse: (String) throws(Fault) -> Value) throws(Fault) -> [Value] {
    var values: [Value] = []
    for item in try list() { values.append(try item.value(parse)) }
    return values
  }

  /// Every single value with the path that leads to it; a list counts as one.
  fileprivate func leaves(_ path: String = "") -> [(name: String, text: String)] {
    switch content {
    case .null: [(path, "—")]
    case .scalar(let text): [(path, text)]
    case .number(let number): [(path, String(number))]
    case .list(let items): [(path, "[\(items.compactMap { try? $0.text() }.joined(separator: ", "))]")]
    case .mapping(let entries):
      entries.flatMap { entry in
        let key = (try? entry.key.text()) ?? ""
        return entry.value.leaves(path.isEmpty ? key : "\(path).\(key)")
      }
    }
  }

  /// The value of the field with this path, `limits.messageSize`; as near as the file has it.
  func place(of path: String?) -> DocumentNode {
    guard let path, case .mapping(let entries) = content else { return self }
    let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
    let entry = entries.first { $0.key.content == .scalar(parts.first ?? "") }
    return entry?.value.place(of: parts.count > 1 ? parts[1] : nil) ?? self
  }
}
