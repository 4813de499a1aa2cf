import Foundation

/// A log with what it was before: `mail.log`, `mail.log.1`, `mail.log.2.gz`, and so on (logrotate(8)).
struct RotatedLog {
  private static let most = 99

  let path: String

  init(_ path: String) {
    self.path = path
  }

  /// The files that are there, the oldest first.
  var existing: [String] {
    var files: [String] = []
    for number in 1...Self.most {
      let found = ["\(path).\(number)", "\(path).\(number).gz", "\(path).\(number).zst"].first {
        Self.inode(of: $0) != nil
      }
      guard let found else { break }
      files.append(found)
    }
    return files.reversed() + (Self.inode(of: path) == nil ? [] : [path])
  }

  /// The file in which a position lies now, and the newer ones, the oldest first.
  func newer(than position: LogPosition) -> (current: String, files: [String])? {
    let files = existing
    // A compressed file is another inode with the same beginning; an inode may be used again for another file.
    let index = files.lastIndex { file in
      let head = OpenLog(file)?.read(position.head.count, after: 0) ?? []
      return position.head.isEmpty ? Self.inode(of: file) == position.inode : head == position.head
    }
    return index.map { (files[$0], Array(files[($0 + 1)...])) }
  }

  static func inode(of path: String) -> UInt64? {
    var status = stat()
    return stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
  }
}

/// A file of a log, open: it can be read to its end after somebody moved it away.
final class OpenLog: Sendable {
  let inode: UInt64
  private let descriptor: Int32
  /// The content of a compressed file, which does not change any more.
  private let content: [UInt8]?

  init?(_ path: String) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
      inode = 0
      content = nil
      return nil
    }
    inode = UInt64(status.st_ino)
    content = path.hasSuffix(".gz") || path.hasSuffix(".zst") ? Self.decompressed(path) : nil
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  var isWhole: Bool { content != nil }

  var size: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  func read(_ count: Int, after start: Int) -> [UInt8] {
    if let content { return Array(content.dropFirst(start).prefix(count)) }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(start)))
    }
  }

  /// Octets of a day's log that is compressed already, at most.
  private static let most = 2 << 30

  private static func decompressed(_ path: String) -> [UInt8] {
    var content: [UInt8] = []
    guard let file = try? DecompressedFile(path) else { return content }
    while content.count < most, let piece = try? file.next() { content += piece }
    return content
  }
}
