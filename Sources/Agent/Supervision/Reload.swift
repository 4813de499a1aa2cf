import Foundation
import MailModel

/// A program that is to read its files again, and whether whoever comes now would meet the old ones.
///
/// A signal returns at once; the main process takes up to half a second to read, and each of its children notices
/// some time after. Those that serve nobody end then. The others see their sessions through and take nobody new.
struct Reload: Sendable {
  private let service: LocalService
  private let process: ProcessIdentity
  private let ports: Set<Int>
  private let old: Set<ProcessIdentity>

  /// Longer than the slowest on a host that was busy with other things.
  static let limit = Duration.seconds(4)

  /// Signals the program.
  init(_ service: LocalService, _ process: ProcessIdentity, ports: [Int]) {
    self.service = service
    self.process = process
    self.ports = Set(ports)
    old = Set(ProcessTable.members(ofSession: process.session))
    process.signal(SIGHUP)
  }

  /// Returns whether newcomers meet the new files, within `limit`.
  func wait(atMost limit: Duration = limit) async -> Bool {
    let deadline = ContinuousClock.now + limit
    while !isThrough {
      guard ContinuousClock.now < deadline, process.isAlive, !Task.isCancelled else { return false }
      try? await Task.sleep(for: .milliseconds(20))
    }
    return true
  }

  var isThrough: Bool {
    let present = Set(ProcessTable.members(ofSession: process.session))
    // Dovecot's main process hands its settings to its children, and its first act with new ones is a new log
    // process. Postfix's children read theirs themselves.
    guard service != .dovecot || !present.isSubset(of: old) else { return false }
    let connections = ClientConnections(ports: ports)
    return old.intersection(present).allSatisfy { $0 == process || mayStay($0, connections) }
  }

  private func mayStay(_ child: ProcessIdentity, _ connections: ClientConnections) -> Bool {
    guard let path = ProcessTable.program(of: child.pid) else { return true }
    let name = String(path.split(separator: "/").last ?? "")
    if service.meetsNobody.contains(name) { return true }
    return !service.servesEverybody.contains(name) && connections.serves(child)
  }
}

extension LocalService {
  /// Children that work for the others alone and stay as long as those, and those that one person was handed to.
  fileprivate var meetsNobody: Set<String> {
    self == .dovecot ? ["anvil", "config", "imap", "log", "managesieve", "pop3", "stats"] : []
  }

  /// Children that take new work beside what they have, until they end.
  fileprivate var servesEverybody: Set<String> {
    self == .postfix ? ["qmgr", "pickup", "proxymap", "trivial-rewrite"] : []
  }
}
