import Foundation
import MailModel

/// Rspamd's compiled databases, kept for the next instance: compiling them takes 9 to 12 s, copying them nothing.
///
/// One directory per version, which root owns. Only what Rspamd compiled is taken, by its suffix; each file is
/// named after what it was compiled from, so that one of the same name is the same.
struct FilterCache: Sendable {
  let directory: String

  init(version: Version, root: String = "/var/cache/palomar") {
    directory = "\(root)/rspamd-\(version)"
  }

  private static let suffixes = [".hs", ".hsmp", ".unser", ".map"]

  var isWarm: Bool { !compiled(in: directory).isEmpty }

  /// Gives an instance the databases that it does not have. One that fails costs only time.
  func seed(_ data: String) {
    for name in compiled(in: directory).subtracting(compiled(in: data)) { share(name, from: directory, to: data) }
  }

  /// Takes from an instance the databases that are not kept yet.
  func keep(_ data: String) {
    guard (try? FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)) != nil
    else { return }
    for name in compiled(in: data).subtracting(compiled(in: directory)) { copy(name, from: data, to: directory) }
  }

  private func compiled(in directory: String) -> Set<String> {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return Set(names.filter { name in FilterCache.suffixes.contains { name.hasSuffix($0) } })
  }

  /// Where it can, by another name for the same file: it belongs to root, so that an instance reads it only.
  private func share(_ name: String, from source: String, to target: String) {
    if link("\(source)/\(name)", "\(target)/\(name)") != 0 { copy(name, from: source, to: target) }
  }

  /// Follows no symbolic link: Rspamd's user may write where we copy from.
  private func copy(_ name: String, from source: String, to target: String) {
    let descriptor = open("\(source)/\(name)", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    guard let contents = try? file.readToEnd() else { return }
    let copy = DurableFile(path: "\(target)/\(name)", mode: 0o644)
    try? copy.writeBeside(contents, flushes: false)
    try? copy.place()
  }
}
