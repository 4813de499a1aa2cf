import Foundation
import MailModel

/// What preflight looks at on a host.
struct Surroundings: Sendable {
  var isRoot: @Sendable () -> Bool
  var missingPackages: @Sendable () -> [String]
  /// Octets that new programs may take; `nil` when the kernel does not tell.
  var availableMemory: @Sendable () -> Int64?
  /// Octets free where a path lies, or will lie.
  var freeDisk: @Sendable (_ path: String) -> Int64?
  /// The first directory on the way to a path that other users cannot enter.
  var closedDirectory: @Sendable (_ path: String) -> String?
  var directory: @Sendable (_ path: String) -> OwnedDirectory.State
  var portRefusal: @Sendable (_ port: Int) -> Fault?
  /// Whether an agent answers at a socket.
  var answers: @Sendable (_ socket: String) -> Bool
  /// The services of an instance that run without their agent.
  var orphans: @Sendable (Layout) -> [String]

  static let live = Surroundings(
    isRoot: { geteuid() == 0 },
    missingPackages: { RequiredProgram.all.filter { !$0.isPresent }.map(\.package) },
    availableMemory: readAvailableMemory, freeDisk: readFreeDisk, closedDirectory: ClosedDirectory.onTheWay,
    directory: { OwnedDirectory(path: $0).state }, portRefusal: probe,
    answers: { Dialogue.connects(toUnix: $0) }, orphans: findOrphans)
}

/// MemAvailable of proc(5), which is in KiB.
@Sendable private func readAvailableMemory() -> Int64? {
  guard let data = FileManager.default.contents(atPath: "/proc/meminfo") else { return nil }
  let line = String(decoding: data, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
  return line?.split(separator: " ").dropFirst().first.flatMap { Int64($0) }.map { $0 << 10 }
}

@Sendable private func readFreeDisk(_ path: String) -> Int64? {
  var status = statvfs()
  var place = path
  while statvfs(place, &status) != 0 {
    guard errno == ENOENT, place.count > 1 else { return nil }
    place = DurableFile.parent(of: place)
    if place.isEmpty { place = "/" }
  }
  return Int64(status.f_bavail) * Int64(status.f_frsize)
}

@Sendable private func probe(_ port: Int) -> Fault? {
  do throws(Fault) {
    try PortProbe(address: .loopback, port: port).requireFree()
    return nil
  } catch {
    return error
  }
}

@Sendable private func findOrphans(_ layout: Layout) -> [String] {
  LocalService.allCases.map(\.rawValue).filter {
    ProcessRecord(path: "\(layout.agent)/processes/\($0)").read()?.isAlive == true
  }
}
