import Foundation
import MailModel

/// Rspamd's compiled databases, kept for the next instance: compiling them takes 9 to 12 s, copying them nothing.
///
/// One directory per version, made whole under another name and then renamed. Root owns it; only what Rspamd
/// compiled itself is taken, by its suffix.
struct FilterCache: Sendable {
  let directory: String

  init(version: Version, root: String = "/var/cache/palomar") {
    directory = "\(root)/rspamd-\(version)"
  }

  private static let suffixes = [".hs", ".hsmp", ".unser", ".map"]

  /// Copies the databases to an instance that has none. A copy that fails costs only time.
  func seed(_ data: String) {
    guard compiled(in: data).isEmpty, let owner = AccountNames.findUser("_rspamd") else { return }
    for name in compiled(in: directory) {
      copy("\(directory)/\(name)", to: "\(data)/\(name)", owner: owner, mode: 0o640)
    }
  }

  /// Takes the databases of an instance, if there are none yet.
  func keep(_ data: String) {
    let manager = FileManager.default
    guard !manager.fileExists(atPath: directory), !compiled(in: data).isEmpty else { return }
    let beside = "\(directory).\(getpid())"
    guard (try? manager.createDirectory(atPath: beside, withIntermediateDirectories: true)) != nil else { return }
    for name in compiled(in: data) {
      copy("\(data)/\(name)", to: "\(beside)/\(name)", owner: NumericUser(uid: 0, gid: 0), mode: 0o644)
    }
    if rename(beside, directory) != 0 { try? manager.removeItem(atPath: beside) }
  }

  private func compiled(in directory: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.filter { name in FilterCache.suffixes.contains { name.hasSuffix($0) } }.sorted()
  }

  /// Follows no symbolic link: Rspamd's user may write where we copy from.
  private func copy(_ source: String, to target: String, owner: NumericUser, mode: UInt16) {
    let descriptor = open(source, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    guard let contents = try? file.readToEnd() else { return }
    let copy = DurableFile(path: target, mode: mode, uid: owner.uid, gid: owner.gid)
    try? copy.writeBeside(contents)
    try? copy.place()
  }
}
