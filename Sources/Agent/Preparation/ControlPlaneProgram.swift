import Foundation
import MailModel

/// The control plane's program where its user can run it: in its own place, or, when that lies behind a directory
/// that others cannot enter (a home, for instance), a copy in the instance.
struct ControlPlaneProgram: Sendable {
  let original: String
  let layout: Layout

  /// Returns the path to run.
  func reachable() throws -> String {
    guard ClosedDirectory.onTheWay(to: original) != nil else { return original }
    let copy = "\(layout.root)/lib/control/palomar"
    guard try !isCurrent(copy) else { return copy }
    try replace(DurableFile.parent(of: copy))
    return copy
  }

  private func isCurrent(_ copy: String) throws -> Bool {
    var source = stat()
    var target = stat()
    guard stat(original, &source) == 0 else { throw SystemFailure("look at", original) }
    return stat(copy, &target) == 0 && target.st_size == source.st_size && target.modified == source.modified
  }

  /// The program, and beside it the resources that its build made.
  private func replace(_ directory: String) throws {
    let manager = FileManager.default
    let source = DurableFile.parent(of: original)
    let beside = "\(directory).\(getpid())"
    try manager.createDirectory(atPath: beside, withIntermediateDirectories: true)
    let names = try manager.contentsOfDirectory(atPath: source)
    let own = names.filter { $0.hasSuffix(".resources") || $0.hasSuffix(".bundle") } + ["palomar"]
    for name in own { try manager.copyItem(atPath: "\(source)/\(name)", toPath: "\(beside)/\(name)") }
    try keepTime(of: original, on: "\(beside)/palomar")
    if manager.fileExists(atPath: directory) { try manager.removeItem(atPath: directory) }
    try manager.moveItem(atPath: beside, toPath: directory)
  }

  private func keepTime(of source: String, on copy: String) throws {
    var status = stat()
    guard stat(source, &status) == 0 else { throw SystemFailure("look at", source) }
    let times = [status.st_atim, status.st_mtim]
    guard utimensat(AT_FDCWD, copy, times, 0) == 0 else { throw SystemFailure("set the time of", copy) }
  }
}

/// Directories that only their owner enters.
enum ClosedDirectory {
  /// The first on the way to a path.
  @Sendable static func onTheWay(to path: String) -> String? {
    var place = ""
    for part in path.split(separator: "/").dropLast() {
      place += "/\(part)"
      var status = stat()
      guard stat(place, &status) == 0 else { return nil }
      if status.st_mode & S_IXOTH == 0 { return place }
    }
    return nil
  }
}
