import Hummingbird
import NIOCore

/// A file that a page gives out, made piece by piece while it is sent: it may be larger than the memory.
package struct Download: AsyncSequence, Sendable {
  package struct Piece: Sendable {
    package var text: String
    /// Where the next piece begins; `nil` after the last.
    package var next: String?

    package init(_ text: String, next: String?) {
      self.text = text
      self.next = next
    }
  }

  /// What the browser shall call it; plain letters, digits, `.` and `-`.
  package let name: String
  /// Its media type (RFC 9110 §8.3.1).
  package let type: String
  /// The piece that begins there; the first for `nil`.
  let piece: @Sendable (_ cursor: String?) async throws -> Piece

  package init(_ name: String, _ type: String, _ piece: @escaping @Sendable (_ cursor: String?) async throws -> Piece) {
    self.name = name
    self.type = type
    self.piece = piece
  }

  package struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let download: Download
    fileprivate var cursor: String?
    fileprivate var isOver = false

    package mutating func next() async throws -> ByteBuffer? {
      guard !isOver else { return nil }
      let piece = try await download.piece(cursor)
      cursor = piece.next
      isOver = piece.next == nil
      return ByteBuffer(string: piece.text)
    }
  }

  package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(download: self) }

  var response: Response {
    Response(
      status: .ok,
      headers: [.contentType: type, .contentDisposition: "attachment; filename=\"\(name)\""],
      body: .init(asyncSequence: self))
  }
}
