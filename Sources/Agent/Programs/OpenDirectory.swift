import Foundation

/// An open directory: what is done in it stays in it, whatever its path names by then.
final class OpenDirectory: Sendable {
  let descriptor: Int32
  private let path: String

  convenience init(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemFailure("open", path) }
    self.init(descriptor, path)
  }

  private init(_ descriptor: Int32, _ path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close(descriptor) }

  /// A directory in this one, `nil` when there is none; a symbolic link is none.
  func find(_ name: String) throws -> OpenDirectory? {
    let found = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard found >= 0 else {
      guard errno == ENOENT else { throw SystemFailure("open", "\(path)/\(name)") }
      return nil
    }
    return OpenDirectory(found, "\(path)/\(name)")
  }

  func make(_ name: String, mode: mode_t) throws {
    guard mkdirat(descriptor, name, mode) == 0 || errno == EEXIST else {
      throw SystemFailure("make", "\(path)/\(name)")
    }
  }
}

extension OpenDirectory {
  /// A small file in this directory, `nil` when there is none; a symbolic link is none, nor is what is larger.
  func text(of name: String) throws -> String? {
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else {
      guard errno == ENOENT || errno == ELOOP else { throw SystemFailure("open", name) }
      return nil
    }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    return try handle.read(upToCount: 64 << 10).map { String(decoding: $0, as: UTF8.self) }
  }
}
