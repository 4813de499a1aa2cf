import Foundation
import MailModel

/// Reads a log while it grows: across rotation (`mail.log.1`, `mail.log.2.gz`), truncation and restarts, each line once.
///
/// What was taken counts from `position`; whoever keeps that together with what the lines said loses nothing and counts
/// nothing twice.
package struct LogTail: ~Copyable {
  /// Octets that are read at a time.
  package static let piece = 256 << 10

  private let path: String
  private var file: OpenLog?
  /// Files that come after the present one: the newer ones of a rotated log.
  private var coming: [String] = []
  private var buffer: [UInt8] = []
  private var taken = 0
  package private(set) var position: LogPosition
  /// Why lines may be missing: the file that was read last is gone.
  package private(set) var gap: String?

  package init(_ path: String, from position: LogPosition? = nil) {
    self.path = path
    self.position = position ?? LogPosition(path: path, inode: 0, octets: 0, head: [])
    if let position, position.inode != 0 { resume(position) } else { coming = RotatedLog(path).existing.suffix(1) }
  }

  /// The next whole line that is there already, without its end. It counts as taken.
  package mutating func next<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result? {
    guard let end = buffer[taken...].firstIndex(of: 10) else { return nil }
    defer { take(upTo: end + 1) }
    return try line(taken..<end, body)
  }

  /// Reads more; `false` when there is nothing more for now.
  package mutating func fill() -> Bool {
    if taken > 0 {
      buffer.removeFirst(taken)
      taken = 0
    }
    while true {
      if file == nil, !openNext() { return false }
      let octets = file?.read(LogTail.piece, after: position.octets + buffer.count) ?? []
      if !octets.isEmpty {
        note(octets)
        buffer += octets
        return true
      }
      guard leave() else { return false }
    }
  }

  private mutating func line<Result>(
    _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try buffer.withUnsafeBytes { octets in
      var line = octets[range]
      if line.last == 13 { line = line.dropLast() }
      return try body(UnsafeRawBufferPointer(rebasing: line.prefix(65_535)))
    }
  }

  private mutating func take(upTo end: Int) {
    position.octets += end - taken
    taken = end
  }

  private mutating func note(_ octets: [UInt8]) {
    let missing = LogPosition.headLength - position.head.count
    if missing > 0, position.octets + buffer.count == position.head.count {
      position.head += octets.prefix(missing)
    }
  }

  /// At the end of a file: whether there is another to go on with.
  private mutating func leave() -> Bool {
    guard let file else { return false }
    if !file.isWhole, file.size < position.octets + buffer.count {
      // Cut short and begun anew.
      begin(file)
      return true
    }
    if coming.isEmpty {
      let now = RotatedLog.inode(of: path)
      guard let now, now != file.inode else { return false }
      coming = RotatedLog(path).newer(than: position)?.files ?? [path]
    }
    // Nobody will end the last line of a file that was put away.
    if !buffer.isEmpty { buffer.append(10) }
    guard buffer.isEmpty else { return true }
    self.file = nil
    return openNext()
  }

  private mutating func openNext() -> Bool {
    if coming.isEmpty { coming = RotatedLog.inode(of: path) == nil ? [] : [path] }
    while let next = coming.first {
      coming.removeFirst()
      if let file = OpenLog(next) {
        begin(file)
        return true
      }
    }
    return false
  }

  private mutating func begin(_ file: OpenLog) {
    self.file = file
    buffer = []
    taken = 0
    position = LogPosition(path: path, inode: file.inode, octets: 0, head: [])
  }

  private mutating func resume(_ position: LogPosition) {
    guard let (current, files) = RotatedLog(path).newer(than: position), let file = OpenLog(current) else {
      gap = "\(path): the file that was read last is gone, its end with it"
      coming = RotatedLog(path).existing
      return
    }
    self.file = file
    self.position.inode = file.inode
    coming = files
  }
}
