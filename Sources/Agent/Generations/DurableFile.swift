import Foundation
import MailConfig

/// A file that is replaced whole: written beside, flushed, renamed. After a power cut there is the old or the new.
struct DurableFile: Sendable {
  let path: String
  var mode: UInt16
  var uid: UInt32 = 0
  var gid: UInt32 = 0

  /// Where the new contents wait for their rename.
  var beside: String { "\(path).palomar-new" }

  func write(_ contents: Data) throws {
    try writeBeside(contents)
    try place()
    try DurableFile.sync(directory: DurableFile.parent(of: path))
  }

  /// `flushes` is false for what can be made again.
  func writeBeside(_ contents: Data, flushes: Bool = true) throws {
    unlink(beside)
    let descriptor = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemFailure("create", beside) }
    defer { close(descriptor) }
    guard fchown(descriptor, uid, gid) == 0, fchmod(descriptor, mode_t(mode)) == 0 else {
      throw SystemFailure("set the owner and mode of", beside)
    }
    try DurableFile.write(contents, to: descriptor, path: beside)
    guard !flushes || fsync(descriptor) == 0 else { throw SystemFailure("flush", beside) }
  }

  func place() throws {
    guard rename(beside, path) == 0 else { throw SystemFailure("replace", path) }
  }

  static func sync(directory: String) throws {
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemFailure("open", directory) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw SystemFailure("flush", directory) }
  }

  static func parent(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  private static func write(_ contents: Data, to descriptor: Int32, path: String) throws {
    var rest = contents[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { throw SystemFailure("write", path) }
      rest = rest.dropFirst(max(0, count))
    }
  }
}
