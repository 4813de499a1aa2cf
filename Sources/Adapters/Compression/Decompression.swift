import CZlib
import CZstd
import Foundation
import MailModel

/// A file's content, as it was before it was compressed. What is compressed is known by its first octets: gzip
/// (RFC 1952) and Zstandard (RFC 8878); everything else is taken as it stands.
package final class DecompressedFile {
  private enum Kind {
    case plain, gzip, zstandard
  }

  /// Octets that are read and that come out at a time.
  private static let piece = 1 << 20

  private let path: String
  private let file: FileHandle
  private var kind = Kind.plain
  private var input: [UInt8] = []
  private var taken = 0
  private var isAtEnd = false
  /// Stays where it is: zlib remembers its address.
  private let gzip = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private var zstandard: OpaquePointer?

  package init(_ path: String) throws {
    self.path = path
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw Fault(
        .notFound, en: "\(path) cannot be read", es: "no se puede leer \(path)",
        hint: Text(en: "check the name and who may read it", es: "compruebe el nombre y quién puede leerlo"))
    }
    self.file = file
    gzip.initialize(to: z_stream())
    try fill()
    switch Array(input.prefix(4)) {
    case let head where head.starts(with: [0x1F, 0x8B]):
      kind = .gzip
      // 31: the largest window, and a gzip header.
      guard palomar_inflate_init(gzip, 31) == Z_OK else { throw damaged }
    case [0x28, 0xB5, 0x2F, 0xFD]:
      kind = .zstandard
      zstandard = ZSTD_createDStream()
    default: break
    }
  }

  deinit {
    if kind == .gzip { inflateEnd(gzip) }
    gzip.deallocate()
    if let zstandard { ZSTD_freeDStream(zstandard) }
    try? file.close()
  }

  /// The next octets; `nil` at the end.
  package func next() throws -> [UInt8]? {
    while true {
      if taken == input.count, !isAtEnd { try fill() }
      if taken == input.count { return nil }
      let octets =
        switch kind {
        case .plain: plain()
        case .gzip: try gunzipped()
        case .zstandard: try unpacked()
        }
      if !octets.isEmpty { return octets }
    }
  }

  private func fill() throws {
    input = try file.read(upToCount: Self.piece).map { [UInt8]($0) } ?? []
    taken = 0
    isAtEnd = input.isEmpty
  }

  private func plain() -> [UInt8] {
    defer { taken = input.count }
    return taken == 0 ? input : Array(input[taken...])
  }

  private func gunzipped() throws -> [UInt8] {
    var status = Z_OK
    let octets = [UInt8](unsafeUninitializedCapacity: Self.piece) { output, count in
      input.withUnsafeMutableBytes { bytes in
        gzip.pointee.next_in = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self).advanced(by: taken)
        gzip.pointee.avail_in = UInt32(bytes.count - taken)
        gzip.pointee.next_out = output.baseAddress
        gzip.pointee.avail_out = UInt32(Self.piece)
        status = inflate(gzip, Z_NO_FLUSH)
        taken = bytes.count - Int(gzip.pointee.avail_in)
        count = Self.piece - Int(gzip.pointee.avail_out)
      }
    }
    // One file may hold several, one after the other.
    if status == Z_STREAM_END { status = inflateReset(gzip) }
    guard status == Z_OK else { throw damaged }
    return octets
  }

  private func unpacked() throws -> [UInt8] {
    var status = 0
    let octets = [UInt8](unsafeUninitializedCapacity: Self.piece) { output, count in
      input.withUnsafeBytes { bytes in
        var source = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: taken)
        var sink = ZSTD_outBuffer(dst: output.baseAddress, size: Self.piece, pos: 0)
        status = ZSTD_decompressStream(zstandard, &sink, &source)
        taken = source.pos
        count = sink.pos
      }
    }
    guard ZSTD_isError(status) == 0 else { throw damaged }
    return octets
  }

  private var damaged: Fault {
    Fault(
      .invalid, en: "\(path) is damaged", es: "\(path) está dañado",
      hint: Text(
        en: "what came before the damage is in; take the file from a backup",
        es: "lo anterior al daño ya está; recupere el fichero de una copia"))
  }
}
