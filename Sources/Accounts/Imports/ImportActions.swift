import Foundation
import Kernel
import MailModel
import Store

/// Announces a file of accounts. The same file, announced again by the same person before it is done, goes on.
///
/// An import does nothing that who asks could not do line by line: each account is added or changed by their own rights.
package struct BeginImport: Action {
  package static let name = "imports.begin"
  package static let route = Route.post("imports")
  package static let permission: Permission = "accounts.import"
  package static let summary = Text(en: "Announces a CSV file of accounts.", es: "Anuncia un fichero CSV de cuentas.")
  package static let forms: [String: TextForm] = [
    "file": .line(1...200), "digest": TextForm(pattern: "^[0-9a-f]{64}$"),
  ]
  /// The file's name.
  package var file: String
  /// SHA-256 of its content, in hexadecimal.
  package var digest: String
  /// Its size in octets.
  package var size: Int
  /// The domain that all its accounts are in; addresses may then leave it out.
  package var domain: DomainName?
  /// Whether accounts that are there are changed; otherwise they are left as they are.
  package var updates: Bool?
  package var scope: Scope { domain.map(Scope.domain) ?? .everything }

  package init(file: String, digest: String, size: Int, domain: DomainName? = nil, updates: Bool? = nil) {
    self.file = file
    self.digest = digest
    self.size = size
    self.domain = domain
    self.updates = updates
  }

  package func perform(in work: Work) throws -> Import {
    try check()
    if let domain { _ = try Domain.existing(domain, in: work.db) }
    if let found = try Import.unfinished(self, of: work.principal.name, in: work.db) { return found }
    let made = Import(
      id: UUID().uuidString.lowercased(), file: file, digest: digest, size: size, received: 0, domain: domain,
      updates: updates ?? false, state: .receiving, added: 0, changed: 0, unchanged: 0, refused: 0,
      actor: work.principal.name, created: work.now)
    try made.insert(account: work.principal.account, origin: work.principal.origin, into: work.db)
    return made
  }

  private func check() throws(Fault) {
    guard !file.isEmpty, file.count <= 200, !UnseenCharacters.stand(in: file) else {
      throw Fault(
        .invalid, en: "that is no name of a file", es: "no es un nombre de fichero",
        hint: Text(en: "use 1 to 200 characters", es: "use de 1 a 200 caracteres"), field: "file")
    }
    guard digest.wholeMatch(of: #/[0-9a-f]{64}/#) != nil else {
      throw Fault(
        .invalid, en: "that is no SHA-256", es: "eso no es un SHA-256",
        hint: Text(en: "as sha256sum prints it", es: "como lo escribe sha256sum"), field: "digest")
    }
    guard (1...ImportContent.limit).contains(size) else {
      throw Fault(
        .invalid, en: "the file has \(size) octets; from 1 to \(ImportContent.limit) are taken",
        es: "el fichero tiene \(size) octetos; se admiten de 1 a \(ImportContent.limit)",
        hint: Text(en: "divide it", es: "divídalo"), field: "size")
    }
  }
}

/// Hands over the next part of the file. A part that came already is not taken twice.
package struct AppendToImport: Action {
  package static let name = "imports.append"
  package static let route = Route.put("imports/{id}/content")
  package static let permission: Permission = "accounts.import"
  package static let summary = Text(
    en: "Hands over a part of an import's file.", es: "Entrega una parte del fichero de una importación.")
  /// A part in base64, and what stands around it.
  package static let octets = 512 << 10
  package static let forms: [String: TextForm] = [
    "content": TextForm(pattern: "^([A-Za-z0-9+/]{4})*[A-Za-z0-9+/]{2}([A-Za-z0-9+/]{2}|[A-Za-z0-9+/]=|==)$")
  ]
  package var id: String
  /// The import's own.
  package var domain: DomainName?
  /// Octets from the beginning of the file.
  package var start: Int
  /// Octets in base64, 256 KiB of them at most: they may hold passwords.
  package var content: Secret
  package var scope: Scope { domain.map(Scope.domain) ?? .everything }

  package init(id: String, domain: DomainName?, start: Int, content: Secret) {
    self.id = id
    self.domain = domain
    self.start = start
    self.content = content
  }

  package func perform(in work: Work) throws -> Import {
    var run = try Import.existing(id, in: scope, state: [.receiving], in: work.db)
    guard let octets = Data(base64Encoded: content.value), (1...ImportContent.partSize).contains(octets.count) else {
      throw Fault(
        .invalid, en: "that is no base64 of 1 to \(ImportContent.partSize) octets",
        es: "eso no es base64 de 1 a \(ImportContent.partSize) octetos", field: "content")
    }
    guard start == run.received, octets.count <= run.size - run.received else {
      throw Fault(
        .conflict, en: "the next part begins at \(run.received), and the file ends at \(run.size)",
        es: "la parte siguiente empieza en \(run.received), y el fichero acaba en \(run.size)",
        hint: Text(en: "go on from there", es: "siga desde ahí"), field: "start")
    }
    try ImportContent.append(octets, at: start, to: id, in: work.db)
    run.received += octets.count
    try run.update(in: work.db)
    return run
  }
}

/// Checks or carries out an import that is there whole. A dry run can be carried out afterwards.
package struct StartImport: Action {
  package static let name = "imports.start"
  package static let route = Route.post("imports/{id}/start")
  package static let permission: Permission = "accounts.import"
  package static let summary = Text(en: "Starts an import, or a dry run.", es: "Inicia una importación, o un ensayo.")
  package var id: String
  /// The import's own.
  package var domain: DomainName?
  /// Whether nothing is to be kept but the report.
  package var dryRun: Bool?
  package var scope: Scope { domain.map(Scope.domain) ?? .everything }

  package init(id: String, domain: DomainName?, dryRun: Bool? = nil) {
    self.id = id
    self.domain = domain
    self.dryRun = dryRun
  }

  package func perform(in work: Work) throws -> Import {
    let wanted: Import.State = dryRun == true ? .checking : .running
    var run = try Import.existing(id, in: scope, state: [.receiving, .checked, .checking, .running], in: work.db)
    if run.state == wanted { return run }
    guard run.state == .receiving || run.state == .checked else {
      throw Fault(
        .conflict, en: "the import is at work already", es: "la importación ya está en marcha",
        hint: Text(en: "wait until it is done", es: "espere a que acabe"))
    }
    guard run.received == run.size else {
      throw Fault(
        .conflict, en: "\(run.received) of \(run.size) octets are there",
        es: "hay \(run.received) de \(run.size) octetos",
        hint: Text(en: "send the rest first", es: "envíe antes el resto"))
    }
    (run.state, run.format, run.position) = (wanted, nil, nil)
    (run.added, run.changed, run.unchanged, run.refused) = (0, 0, 0, 0)
    try run.update(in: work.db)
    try run.hand(to: work.principal, in: work.db)
    try ImportRow.clear(id, in: work.db)
    try work.enqueue(RunImport(id: id), key: "\(RunImport.name) \(id)")
    return try Import.existing(id, in: work.db)
  }
}

/// Ends an import before its time. What it has done stays, and so does its report.
package struct StopImport: Action {
  package static let name = "imports.stop"
  package static let route = Route.post("imports/{id}/stop")
  package static let permission: Permission = "accounts.import"
  package static let summary = Text(
    en: "Stops an import; what is done stays.", es: "Detiene una importación; lo hecho queda hecho.")
  package var id: String
  /// The import's own.
  package var domain: DomainName?
  package var scope: Scope { domain.map(Scope.domain) ?? .everything }

  package init(id: String, domain: DomainName?) {
    self.id = id
    self.domain = domain
  }

  package func perform(in work: Work) throws -> Import {
    let open = Import.State.allCases.filter { !$0.isOver }
    var run = try Import.existing(id, in: scope, state: open, in: work.db)
    try work.record(before: run)
    try run.end(.stopped, at: work.now, in: work.db)
    try work.withdraw(key: "\(RunImport.name) \(id)")
    return run
  }
}

extension Import {
  /// One of just this scope, which the request was authorised for, in one of these states.
  fileprivate static func existing(_ id: String, in scope: Scope, state: [State], in db: any Database) throws -> Import
  {
    let run = try existing(id, in: db)
    guard run.scope == scope else {
      throw Fault(
        .invalid, en: "the import is for \(run.scope)", es: "la importación es para \(run.scope)",
        hint: Text(en: "name that as its domain", es: "indíquelo como su dominio"), field: "domain")
    }
    guard state.contains(run.state) else {
      throw Fault(
        .conflict, en: "the import is \(run.state.rawValue)", es: "la importación está en «\(run.state.rawValue)»",
        hint: Text(
          en: "“palomar account imports show \(id)” tells of it", es: "«palomar account imports show \(id)» la cuenta"))
    }
    return run
  }
}
