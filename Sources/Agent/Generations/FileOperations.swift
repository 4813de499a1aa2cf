import Foundation
import MailConfig

/// What an installation does to the file system. A test replaces one operation to see what a crash leaves behind.
struct FileOperations: Sendable {
  /// Makes the file's directories and writes it beside its place, flushed.
  var writeBeside: @Sendable (ConfigFile) throws -> Void
  /// Puts what was written beside into its place.
  var place: @Sendable (ConfigFile) throws -> Void
  /// Removes a file, if it is there.
  var remove: @Sendable (_ path: String) throws -> Void
  var syncDirectory: @Sendable (_ path: String) throws -> Void

  static let live = FileOperations(
    writeBeside: { file in
      try FileManager.default.createDirectory(
        atPath: DurableFile.parent(of: file.path), withIntermediateDirectories: true)
      try file.durable().writeBeside(Data(file.contents.utf8))
    },
    place: { try $0.durable().place() },
    remove: { path in
      guard unlink(path) == 0 || errno == ENOENT else { throw SystemFailure("remove", path) }
    },
    syncDirectory: { try DurableFile.sync(directory: $0) })
}

extension ConfigFile {
  func durable() throws -> DurableFile {
    DurableFile(path: path, mode: mode, uid: try AccountNames.uid(owner), gid: try AccountNames.gid(group))
  }

  /// How the file of the same path on this host differs.
  func comparison() throws -> FileComparison {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      guard errno == ENOENT || errno == ENOTDIR else { throw SystemFailure("look at", path) }
      return .missing
    }
    guard status.st_mode & S_IFMT == S_IFREG, let present = FileManager.default.contents(atPath: path),
      present == Data(contents.utf8)
    else { return .contents(modified: status.modified) }
    let wanted = try durable()
    let same = status.st_mode & 0o7777 == UInt32(mode) && status.st_uid == wanted.uid && status.st_gid == wanted.gid
    guard !same else { return .equal }
    let words = String(status.st_mode & 0o7777, radix: 8) + " \(status.st_uid):\(status.st_gid)"
    return .permissions(present: words, changed: status.changed)
  }
}

enum FileComparison: Equatable {
  case equal, missing
  case contents(modified: Date)
  case permissions(present: String, changed: Date)
}

extension stat {
  var modified: Date { Date(timeIntervalSince1970: Double(st_mtim.tv_sec) + Double(st_mtim.tv_nsec) / 1e9) }
  var changed: Date { Date(timeIntervalSince1970: Double(st_ctim.tv_sec) + Double(st_ctim.tv_nsec) / 1e9) }
}
