/// How far a log was read, so that reading can go on after a restart, a rotation or both.
package struct LogPosition: Hashable, Sendable {
  /// Octets at a file's beginning that tell it from others.
  package static let headLength = 256

  package var path: String
  package var inode: UInt64
  /// Octets of whole lines that were taken.
  package var octets: Int
  package var head: [UInt8]

  package init(path: String, inode: UInt64, octets: Int, head: [UInt8]) {
    self.path = path
    self.inode = inode
    self.octets = octets
    self.head = head
  }
}
