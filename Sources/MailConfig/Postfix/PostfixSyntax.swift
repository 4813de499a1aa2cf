import MailModel

/// Which Postfix the files are for.
enum PostfixSyntax: Sendable {
  /// 3.7.10 up to 3.10: the settings are the same; older ones lack the protection against smuggled mail.
  case v37

  init(_ version: Version) throws(Fault) {
    guard version >= Version(3, 7, 10), version < Version(3, 11) else {
      throw .unknownVersion("Postfix", version, known: "3.7.10 – 3.10")
    }
    self = .v37
  }

  func files(of plan: RenderPlan) -> [ConfigFile] {
    let directory = plan.layout.postfixConfig
    let own = [("main.cf", plan.mainCF), ("master.cf", plan.masterCF), ("header-checks", plan.headerChecks)]
    return (own + PostfixMap.allCases.map { ($0.file, plan.text(of: $0)) }).map { name, contents in
      ConfigFile(path: "\(directory)/\(name)", contents: contents, program: .postfix)
    }
  }
}

extension Fault {
  static func unknownVersion(_ program: String, _ version: Version, known: String) -> Fault {
    Fault(
      .invalid, en: "\(program) \(version) is not supported", es: "\(program) \(version) no está soportado",
      hint: Text(en: "supported: \(known)", es: "versiones soportadas: \(known)"))
  }
}
