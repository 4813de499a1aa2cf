import NIOCore

/// Cuts a stream of octets into lines of at most `limit` octets; a longer one is an error that ends the stream.
struct LineFraming: Sendable {
  struct LineTooLong: Error {}

  let limit: Int
  private var pending = ByteBuffer()

  init(limit: Int) {
    self.limit = limit
  }

  mutating func receive(_ octets: inout ByteBuffer) throws -> [ByteBuffer] {
    var lines: [ByteBuffer] = []
    while let end = octets.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
      let length = end - octets.readerIndex
      guard pending.readableBytes + length <= limit, var line = octets.readSlice(length: length) else {
        throw LineTooLong()
      }
      octets.moveReaderIndex(forwardBy: 1)
      pending.writeBuffer(&line)
      lines.append(pending)
      pending = ByteBuffer()
    }
    guard pending.readableBytes + octets.readableBytes <= limit else { throw LineTooLong() }
    pending.writeBuffer(&octets)
    return lines
  }
}
