/// What every Action, Query and Inspection says about itself, and that a manifest lists it.
enum RequestRules {
  struct Request {
    let type: String
    /// `action`, `query` or `inspection`: the door that it needs.
    let door: String
    let file: SourceFile
    let line: Int
    /// The literals that stand behind `static let name`, `route`, `permission` and `summary`, by those words.
    var texts: [String: [String]] = [:]
    /// `post` of `Route.post("aliases")`.
    var method = ""
  }

  /// Asked for by other actions, or by programs over HTTP, each with the reason.
  static let withoutCommand = [
    "AddUser": "SCIM asks for it; at the terminal there is palomar account add",
    "ChangeUser": "SCIM asks for it; at the terminal there is palomar account set",
    "RemoveUser": "SCIM asks for it; at the terminal there is palomar account remove",
    "ListUsers": "SCIM asks for it; at the terminal there is palomar account list",
    "ShowUser": "SCIM asks for it; at the terminal there is palomar account show",
    "AddUserGroup": "SCIM asks for it; at the terminal there is palomar group add",
    "ChangeUserGroup": "SCIM asks for it; at the terminal there is palomar group set",
    "ListUserGroups": "SCIM asks for it; at the terminal there is palomar group list",
    "ShowUserGroup": "SCIM asks for it; at the terminal there is palomar group show",
    "ListImportRows": "the report of an import asks for it: palomar account imports show ID --report FILE",
    "UpdateSettings": "the service file asks for it: palomar apply FILE",
    "ListSigningKeys": "the DNS records of a domain ask for it: palomar dns records",
    "OpenSession": "the console's sign-in asks for it",
    "PassSecondFactor": "the console's sign-in asks for it",
    "ChangeOwnPassword": "its owner asks for it; at the terminal there is palomar account password",
    "GrantAccess": "its owner asks for it, in the portal; at the terminal there is palomar request approve",
    "RefuseAccess": "its owner asks for it, in the portal; at the terminal there is palomar request deny",
    "ResetPassword": "the page of a link asks for it: palomar account password ADDRESS --link",
    "StartSecondFactor": "its owner asks for it, in the console or over the API",
    "ConfirmSecondFactor": "its owner asks for it, in the console or over the API",
    "AddPasskey": "its owner's browser asks for it, in the console",
    "OpenSessionByPasskey": "the console's sign-in asks for it",
    "PassByPasskey": "the console's sign-in asks for it",
    "OpenSessionByProvider": "the console's sign-in asks for it",
    "GiveUpSecondFactor": "its owner asks for it; at the terminal there is palomar account second-factor --remove",
  ]

  /// What no wire can carry, or another than the API's does, each with the reason.
  static let withoutDoor = [
    "AddUser": "SCIM asks for it", "ChangeUser": "SCIM asks for it", "RemoveUser": "SCIM asks for it",
    "ListUsers": "SCIM asks for it", "ShowUser": "SCIM asks for it", "AddUserGroup": "SCIM asks for it",
    "ChangeUserGroup": "SCIM asks for it", "ListUserGroups": "SCIM asks for it", "ShowUserGroup": "SCIM asks for it",
    "OpenSession": "it holds the proof that the password was checked",
    "PassSecondFactor": "it holds the session that waits for the code",
    "AddPasskey": "it holds what the authenticator has signed",
    "OpenSessionByPasskey": "it holds what the passkey has signed",
    "PassByPasskey": "it holds what the passkey has signed",
    "OpenSessionByProvider": "it holds what the provider has vouched for",
    "ChangeOwnPassword": "the console counts wrong tries before it asks",
    "GiveUpSecondFactor": "the console counts wrong tries before it asks",
    "ResetPassword": "it holds the secret of the link",
  ]

  static func violations(in files: [SourceFile]) -> [Violation] {
    let requests = files.flatMap(requests(in:))
    return requests.flatMap(wording) + unlisted(requests, in: files) + doubles(requests)
      + unreachable(requests, in: files) + unlistedCapabilities(in: files)
  }

  static func requests(in file: SourceFile) -> [Request] {
    let doors = [
      "Action": "action", "PlacedAction": "action", "Query": "query", "DomainQuery": "query",
      "Inspection": "inspection",
    ]
    return file.tokens.indices.compactMap { index in
      let tokens = file.tokens
      guard tokens[index].isWord("struct"), index + 1 < tokens.count else { return nil }
      guard let body = tokens[index...].firstIndex(where: { $0.isSymbol("{") }) else { return nil }
      guard let door = tokens[index..<body].lazy.compactMap({ doors[$0.text] }).first else { return nil }
      var request = Request(type: tokens[index + 1].text, door: door, file: file, line: tokens[index].line)
      describe(&request, in: tokens[body...])
      return request
    }
  }

  private static func describe(_ request: inout Request, in tokens: ArraySlice<Token>) {
    var depth = 0
    var index = tokens.startIndex
    repeat {
      if tokens[index].isSymbol("{") { depth += 1 }
      if tokens[index].isSymbol("}") { depth -= 1 }
      if tokens[index].isWord("static"), depth == 1, index + 2 < tokens.endIndex, tokens[index + 1].isWord("let") {
        let end = tokens[(index + 2)...].firstIndex { $0.isWord("static") || $0.isWord("var") || $0.isWord("func") }
        let declaration = tokens[(index + 3)..<(end ?? tokens.endIndex)]
        request.texts[tokens[index + 2].text] = declaration.filter { $0.kind == .literal }.map(\.text)
        if tokens[index + 2].text == "route" {
          request.method = declaration.first { ["get", "post", "put", "delete"].contains($0.text) }?.text ?? ""
        }
      }
      index += 1
    } while depth > 0 && index < tokens.endIndex
  }

  /// `accounts.add`: a noun and a verb, each a word.
  private static var dotted: Regex<Substring> { #/[a-z][A-Za-z]*\.[a-z][A-Za-z]*/# }

  private static func wording(of request: Request) -> [Violation] {
    var reasons: [String] = []
    let name = request.texts["name"]?.first ?? ""
    let permission = request.texts["permission"]?.first ?? ""
    if name.wholeMatch(of: dotted) == nil { reasons.append("its name “\(name)” is not noun.verb") }
    if permission.wholeMatch(of: dotted) == nil { reasons.append("its permission “\(permission)” is not noun.verb") }
    // Whoever may read everything, as an auditor, must neither change nor miss anything.
    if request.door == "query", !permission.hasSuffix(".read") {
      reasons.append("it reads: its permission ends in .read")
    }
    if request.door == "action", permission.hasSuffix(".read") {
      reasons.append("it changes: .read does not permit it")
    }
    if request.texts["route"]?.first == nil || request.method.isEmpty { reasons.append("it has no route") }
    let summary = request.texts["summary"] ?? []
    if summary.count != 2 || summary.contains("") || summary.first == summary.last {
      reasons.append("its summary must say one thing in two languages")
    }
    if request.door != "action", request.method != "get", request.method != "post" {
      reasons.append("it changes nothing, so its route is a GET, or a POST where it takes a document")
    }
    return reasons.map { violation(request, $0) }
  }

  private static func unlisted(_ requests: [Request], in files: [SourceFile]) -> [Violation] {
    let listed = files.reduce(into: Set<String>()) { listed, file in listed.formUnion(doors(in: file)) }
    return requests.filter { !listed.contains("\($0.door) \($0.type)") && withoutDoor[$0.type] == nil }
      .map { violation($0, "no manifest lists it as .\($0.door)(\($0.type).self)") }
  }

  /// `action AddAlias` for each `.action(AddAlias.self)`.
  private static func doors(in file: SourceFile) -> [String] {
    let tokens = file.tokens
    return tokens.indices.dropLast(3).compactMap { index in
      let words = tokens[index...].prefix(4).map(\.text)
      guard words[0] == ".", ["action", "query", "inspection"].contains(words[1]), words[2] == "(" else { return nil }
      return "\(words[1]) \(words[3])"
    }
  }

  /// Somebody at a terminal can do all that the product can.
  private static func unreachable(_ requests: [Request], in files: [SourceFile]) -> [Violation] {
    let commands = files.filter { $0.target == "palomar" || $0.tokens.contains { $0.isWord("ArgumentParser") } }
    let words = commands.reduce(into: Set<String>()) { words, file in words.formUnion(file.allTokens.map(\.text)) }
    return requests.filter { !words.contains($0.type) && withoutCommand[$0.type] == nil }
      .map { violation($0, "no command asks for it") }
  }

  /// Each `let x = Capability(…)` stands in the product's list.
  private static func unlistedCapabilities(in files: [SourceFile]) -> [Violation] {
    let product = files.filter { $0.path == "Sources/palomar/Product.swift" }.flatMap(\.tokens).map(\.text)
    return files.flatMap { file in
      let tokens = file.tokens
      return tokens.indices.dropLast(3).compactMap { index -> Violation? in
        let words = tokens[index...].prefix(4).map(\.text)
        guard words[0] == "let", words[2] == "=", words[3] == "Capability", !product.contains(words[1]) else {
          return nil
        }
        return Violation(path: file.path, line: tokens[index].line, reason: "\(words[1]) is missing in Product.swift")
      }
    }
  }

  private static func doubles(_ requests: [Request]) -> [Violation] {
    let names = Dictionary(grouping: requests) { $0.texts["name"]?.first ?? "" }
    let routes = Dictionary(grouping: requests) { request in
      let path = request.texts["route"]?.first ?? ""
      return "\(request.method) \(path.replacing(#/\{[^}]*\}/#, with: "{}"))"
    }
    return (Array(names) + Array(routes)).flatMap { key, same in
      same.dropFirst().map { violation($0, "“\(key)” is taken by \(same[0].type)") }
    }.sorted { $0.description < $1.description }
  }

  private static func violation(_ request: Request, _ reason: String) -> Violation {
    Violation(path: request.file.path, line: request.line, reason: "\(request.type): \(reason)")
  }
}
