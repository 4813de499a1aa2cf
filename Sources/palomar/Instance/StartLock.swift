import Foundation
import MailModel
import Surface

/// One start of an instance at a time: two would each make its first settings. The kernel drops the lock with the
/// process.
struct StartLock {
  private let descriptor: Int32

  /// Waits for whoever starts this instance now. Who cannot lock is no root, or names no place for an instance: both are
  /// refused right after, with their reason.
  static func take(in layout: Layout, progress: Progress) async throws -> StartLock? {
    let directory = "/run/lock/palomar"
    try? FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let path = "\(directory)/up\(layout.root.replacing("/", with: ","))"
    let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      progress.say(spoken(en: "  • another start is at work here", es: "  • aquí ya hay otro arranque en marcha"))
      guard try await comesAbout(within: .seconds(120), { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }) else {
        throw Fault(
          .conflict, en: "another start of \(layout.root) takes longer than 120 s",
          es: "otro arranque de \(layout.root) dura más de 120 s",
          hint: Text(en: "end that “palomar up” first", es: "termine antes ese «palomar up»"))
      }
    }
    return StartLock(descriptor: descriptor)
  }

  func release() { close(descriptor) }
}
