import Foundation
import MailConfig
import MailModel

/// Makes the directories of an instance, with their owners and modes.
struct Directories: Sendable {
  let layout: Layout
  let mailUser: NumericUser

  func make() throws {
    for directory in layout.directories(mailUser: mailUser) + own { try make(directory) }
  }

  private var own: [InstanceDirectory] {
    ["generations", "processes"].map { InstanceDirectory("\(layout.agent)/\($0)", "root", "root", 0o700) }
  }

  /// Its parent may belong to the program's own user, so no symbolic link is followed.
  private func make(_ directory: InstanceDirectory) throws {
    try FileManager.default.createDirectory(
      atPath: DurableFile.parent(of: directory.path), withIntermediateDirectories: true)
    guard mkdir(directory.path, 0o700) == 0 || errno == EEXIST else { throw SystemFailure("make", directory.path) }
    let descriptor = open(directory.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemFailure("open", directory.path) }
    defer { close(descriptor) }
    // chown(2) takes set-group-ID bits away, so the mode comes last.
    guard
      fchown(
        descriptor, try Directories.number(directory.owner, AccountNames.uid),
        try Directories.number(directory.group, AccountNames.gid)) == 0,
      fchmod(descriptor, mode_t(directory.mode)) == 0
    else { throw SystemFailure("set the owner and mode of", directory.path) }
  }

  private static func number(_ name: String, _ find: (String) throws -> UInt32) throws -> UInt32 {
    try UInt32(name) ?? find(name)
  }
}
