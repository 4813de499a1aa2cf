/// Who may import whom. Whatever stands in no list may be imported by nobody.
enum ImportRules {
  /// Our own targets: each with all that it may import.
  static let targets: [String: Set<String>] = {
    let model: Set = ["MailModel"]
    let kernel: Set = ["MailModel", "Store", "Kernel", "AgentProtocol"]
    let area: Set = kernel.union(["Adapters", "Surface", "MailFormats"])
    return [
      "MailModel": [],
      "Processes": [],
      "MailFormats": model,
      "MailConfig": model,
      "AgentProtocol": model,
      "Store": model,
      "Kernel": ["MailModel", "Store", "AgentProtocol"],
      "Adapters": kernel.union(["MailFormats"]),
      "Surface": kernel.union(["Adapters"]),
      "Deployment": area.union(["MailConfig"]),
      "Monitoring": area, "Accounts": area, "Protection": area, "Support": area, "Governance": area, "Audit": area,
      "Agent": ["AgentProtocol", "MailConfig", "MailModel", "Processes"],
      "palomar-agent": ["Agent", "AgentProtocol", "MailConfig", "MailModel"],
      "palomar": area.union(areas).union(["Processes"]),
      "TestSupport": area,
    ]
  }()

  static let areas: Set = ["Deployment", "Monitoring", "Accounts", "Protection", "Support", "Governance", "Audit"]

  /// Everything from outside: each with the targets that may import it. One package, few places.
  static let packages: [String: Set<String>] = [
    // Swift's own.
    "Foundation": Set(targets.keys), "Dispatch": Set(targets.keys), "Synchronization": Set(targets.keys),
    "Glibc": ["Agent", "Adapters", "Kernel", "Store", "Surface", "palomar", "palomar-agent", "TestSupport"],
    "Testing": ["TestSupport"],
    // The C libraries.
    "CCrypt": ["Accounts"], "CIDN2": ["MailModel"], "CPostgreSQL": ["Store", "TestSupport"], "CSodium": ["Accounts"],
    "CLDAP": ["Adapters"], "CUnbound": ["Adapters"], "CZlib": ["Adapters"], "CZstd": ["Adapters"],
    "CZxcvbn": ["Accounts"],
    "CLinux": ["Agent", "Processes", "TestSupport"],
    // The web face is one target's; the agent has none.
    "Hummingbird": ["Surface"], "HummingbirdCore": ["Surface"], "HummingbirdTLS": ["Surface"], "Mustache": ["Surface"],
    "HTTPTypes": ["Surface"], "NIOHTTPTypes": ["Surface"],
    "AsyncHTTPClient": ["Surface", "Adapters"],
    "Yams": ["Surface", "Deployment"],
    "ArgumentParser": areas.union(["Surface", "palomar", "palomar-agent"]),
    // The store's engine; Accounts writes the mail directory, which is SQLite whatever the store is.
    "GRDB": ["Store", "Accounts"],
    "NIOCore": ["Adapters", "Surface", "Agent", "TestSupport"],
    "NIOPosix": ["Adapters", "Surface", "Agent", "TestSupport"],
    "NIOSSL": ["Adapters", "Surface", "TestSupport"],
    "NIOFoundationCompat": ["Adapters", "Agent"],
    "Logging": [
      "Store", "Kernel", "Adapters", "Surface", "Monitoring", "Agent", "palomar", "palomar-agent", "TestSupport",
    ],
    "ServiceLifecycle": ["Kernel", "Surface", "Monitoring", "palomar", "palomar-agent", "TestSupport"],
    "UnixSignals": ["Agent", "Kernel", "palomar", "palomar-agent", "TestSupport"],
    "Crypto": ["Accounts", "Agent", "Kernel", "Surface", "TestSupport"],
    "CryptoExtras": ["Agent"], "JWTKit": ["Accounts"],
    "X509": ["Agent", "TestSupport"], "SwiftASN1": ["Agent", "TestSupport"],
    // Whoever can start a program can do anything.
    "Subprocess": ["Agent", "palomar", "TestSupport"], "SystemPackage": ["Agent", "palomar", "TestSupport"],
  ]

  static func violations(in files: [SourceFile]) -> [Violation] {
    files.flatMap { file in
      imports(of: file).compactMap { module, line in
        reason(against: file.target, importing: module).map { Violation(path: file.path, line: line, reason: $0) }
      }
    }
  }

  private static func reason(against target: String, importing module: String) -> String? {
    guard let own = targets[target] else {
      return "\(target) stands in no list: say in ImportRules what it may import"
    }
    if own.contains(module) || packages[module]?.contains(target) == true { return nil }
    let what = areas.isSuperset(of: [target, module]) ? "areas never import areas: move what they share down" : nil
    return "\(target) may not import \(module)" + (what.map { "; \($0)" } ?? "")
  }

  /// `import A`, `import struct A.B` and `@testable import A`, each with its line.
  static func imports(of file: SourceFile) -> [(module: String, line: Int)] {
    let kinds: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
    return file.tokens.indices.compactMap { index in
      guard file.tokens[index].isWord("import") else { return nil }
      let rest = file.tokens[(index + 1)...].prefix(2)
      guard let module = rest.first(where: { !kinds.contains($0.text) }) else { return nil }
      return (module.text, module.line)
    }
  }
}
