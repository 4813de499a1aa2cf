import Foundation
import MailModel

/// Keeps two agents of one host from probing the same port at the same time: a lock per port, for as long as the
/// service that uses it runs. The kernel drops a dead agent's locks.
actor PortLocks {
  private let directory: String
  private var held: [Int: Int32] = [:]

  init(directory: String = "/run/lock/palomar") {
    self.directory = directory
  }

  deinit {
    for descriptor in held.values { close(descriptor) }
  }

  /// Locks these ports; throws when another instance has one of them.
  func hold(_ ports: [Int]) throws {
    for port in ports where held[port] == nil { held[port] = try lock(port) }
  }

  /// Gives back the ports that nothing uses any more.
  func keepOnly(_ ports: Set<Int>) {
    for (port, descriptor) in held where !ports.contains(port) {
      close(descriptor)
      held[port] = nil
    }
  }

  private func lock(_ port: Int) throws -> Int32 {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let path = "\(directory)/port-\(port)"
    let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemFailure("open", path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw Fault(
        .conflict, en: "port \(port) belongs to another instance of Palomar",
        es: "el puerto \(port) es de otra instancia de Palomar",
        hint: Text(
          en: "choose other ports: palomar up --port-base N", es: "elija otros puertos: palomar up --port-base N"))
    }
    return descriptor
  }
}
