import AgentProtocol
import Foundation
import Logging
import MailConfig
import MailModel

/// The verbs on generations, carried out one after another on one host.
struct Rollout: Sendable {
  let layout: Layout
  let facts: KnownFacts
  let services: ServiceCommands
  let logger: Logger

  /// How long the services may take to answer. With the two seconds of a last question it is less than the control
  /// plane waits for us, so that it hears what the one said that does not.
  private static let patience = Duration.seconds(5)
  private static let coldStart = Duration.seconds(85)

  private var shelf: GenerationShelf { GenerationShelf(layout: layout) }
  private var certificates: CertificateShelf { CertificateShelf(layout: layout) }

  func plan(_ system: MailSystem) async throws -> GenerationPlan {
    let files = try await system.rendered(on: facts.facts())
    return GenerationPlan(
      changes: try await Planning(next: files, present: present()?.files).changes(),
      signingKeys: try SigningKeys(layout: layout).present(system.domains))
  }

  func stage(_ number: Int, _ system: MailSystem) async throws -> GenerationPlan {
    guard number > 0 else {
      throw Fault(
        .invalid, en: "a generation's number is 1 or more", es: "el número de una generación es 1 o más",
        field: "number")
    }
    let files = try await system.rendered(on: facts.facts())
    try shelf.save(Generation(number: number, system: system, files: files))
    try certificates.prepare(for: system)
    if system.directory != .sqlite { _ = try DirectoryKey(layout: layout).keep() }
    return GenerationPlan(
      changes: try await Planning(next: files, present: present()?.files).changes(),
      signingKeys: try SigningKeys(layout: layout).prepare(system.domains))
  }

  func validate(_ number: Int) async throws {
    let generation = try shelf.load(number)
    let tree = StagedTree(layout: layout, number: number)
    try tree.build(generation.files)
    defer {
      do { try tree.remove() } catch { logger.warning("staged tree stays", metadata: ["error": "\(error)"]) }
    }
    let programs = Reaction.programs(from: try present()?.files, to: generation.files)
    try await Validation(tree: tree, files: generation.files, programs: programs).check()
  }

  func activate(_ number: Int) async throws {
    let next = try shelf.load(number)
    let previous = try present()
    let interrupted = try shelf.installing() != nil
    // Keys of an earlier generation's domains are still there; a domain that came back may need its own.
    _ = try SigningKeys(layout: layout).prepare(next.system.domains)
    let renewed = try certificates.renew(for: next.system)
    let changed = try Installation(shelf: shelf).install(number)
    try await compile(next.files)
    let reaction = Reaction(
      changed: Set(changed.map(\.program)).union(Reaction.removed(from: previous?.files, to: next.files)),
      listensElsewhere: interrupted || previous.map { !$0.system.listensLike(next.system) } ?? true,
      hasNewCertificate: renewed, startsOver: interrupted)
    // A service that does not come up has been told all the same: nothing is left to finish.
    do {
      try await services.settle(reaction, atMost: previous == nil || interrupted ? Rollout.coldStart : Rollout.patience)
    } catch {
      try shelf.settle()
      throw error
    }
    try shelf.settle()
    // What did not work has put mail off that would work now.
    if let previous, previous.number > number { await services.makeUp() }
  }

  /// Finishes what a crash of the agent interrupted: the files, and the programs that should have read them.
  func recover() async throws {
    guard let number = try shelf.installing() else { return }
    logger.notice("finishing an interrupted installation", metadata: ["generation": "\(number)"])
    try await activate(number)
  }

  func installed() throws -> Int? { try shelf.installed() }

  func drift() async throws -> [DriftedFile] {
    guard let present = try present() else { return [] }
    return try await Drift(files: present.files, directories: layout.managedDirectories).find()
  }

  /// Renews the certificate of the installed system when it is time, and has the programs read it.
  func renewCertificate() async throws {
    guard let present = try present(), try certificates.renew(for: present.system) else { return }
    logger.notice("renewed the certificate")
    try await services.settle(
      Reaction(changed: [], listensElsewhere: false, hasNewCertificate: true, startsOver: false),
      atMost: Rollout.patience)
  }

  private func present() throws -> Generation? {
    try shelf.installed().map(shelf.load)
  }

  /// Dovecot's mail processes may not write beside a script for everybody, so it is compiled here.
  private func compile(_ files: ConfigSet) async throws {
    for script in files.files where script.path.hasSuffix(".sieve") && CompiledScript(script: script.path).isStale {
      try await Program("/usr/bin/sievec", ["-c", "\(layout.dovecotConfig)/dovecot.conf", "--", script.path]).succeed()
    }
  }
}

private struct CompiledScript {
  let script: String

  /// Whether the compiled form is missing or not newer than the script.
  var isStale: Bool {
    var source = stat()
    var compiled = stat()
    guard stat(script, &source) == 0, stat(String(script.dropLast("sieve".count)) + "svbin", &compiled) == 0 else {
      return true
    }
    return compiled.modified <= source.modified
  }
}

/// What the programs must do about new files: read them again, or start again.
struct Reaction: Sendable {
  let changed: Set<Override.Program>
  /// Addresses or ports differ: a program binds them only at its start.
  let listensElsewhere: Bool
  let hasNewCertificate: Bool
  /// Nobody knows what the programs have read.
  let startsOver: Bool

  enum Move: Hashable, Sendable {
    case leave, reload, restart
    /// Start another beside it. Rspamd's reload would cut off whoever is not being filtered just then, and Postfix
    /// would tell its client to come again.
    case relieve
  }

  func move(of service: LocalService) -> Move {
    if startsOver { return .restart }
    switch service {
    case .palomar: return .leave
    case .redis: return changed.contains(.redis) ? .restart : .leave
    case .rspamd: return changed.contains(.rspamd) ? .relieve : .leave
    case .dovecot:
      if listensElsewhere { return .restart }
      return changed.contains(.dovecot) || hasNewCertificate ? .reload : .leave
    case .postfix:
      if listensElsewhere { return .restart }
      // A process of Postfix's that is between two clients still holds its line to the Dovecot of before.
      return move(of: .dovecot) == .reload || changed.contains(.postfix) ? .reload : .leave
    }
  }

  /// The programs for which two sets differ.
  static func programs(from old: ConfigSet?, to new: ConfigSet) -> Set<Override.Program> {
    let before = Set(old?.files ?? [])
    return Set(Set(new.files).symmetricDifference(before).map(\.program))
  }

  static func removed(from old: ConfigSet?, to new: ConfigSet) -> Set<Override.Program> {
    let kept = Set(new.files.map(\.path))
    return Set((old?.files ?? []).filter { !kept.contains($0.path) }.map(\.program))
  }
}

extension MailSystem {
  func listensLike(_ other: MailSystem) -> Bool {
    listen == other.listen && ports == other.ports
  }
}
