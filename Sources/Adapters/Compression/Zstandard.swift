import CZstd
import MailModel

/// Compression by Zstandard (RFC 8878), in whole pieces.
package enum Zstandard {
  /// - Parameter level: Negative is faster, higher is smaller (ZSTD_compress in zstd.h).
  package static func compress(_ octets: [UInt8], level: Int32 = 1) throws -> [UInt8] {
    let bound = ZSTD_compressBound(octets.count)
    var failure: Fault?
    let compressed = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      let written = octets.withUnsafeBytes {
        ZSTD_compress(buffer.baseAddress, bound, $0.baseAddress, $0.count, level)
      }
      if ZSTD_isError(written) == 0 { count = written } else { failure = fault(written) }
    }
    if let failure { throw failure }
    return compressed
  }

  /// - Parameter limit: Octets that come out at most; more is refused.
  package static func decompress(_ octets: [UInt8], limit: Int) throws -> [UInt8] {
    let size = octets.withUnsafeBytes { ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
    // Beyond it are the marks for “unknown” and “no frame”.
    guard size <= UInt64(limit) else { throw unreadable }
    var failure: Fault?
    let plain = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
      let written = octets.withUnsafeBytes {
        ZSTD_decompress(buffer.baseAddress, Int(size), $0.baseAddress, $0.count)
      }
      if ZSTD_isError(written) == 0 { count = written } else { failure = fault(written) }
    }
    if let failure { throw failure }
    return plain
  }

  private static func fault(_ code: Int) -> Fault {
    Fault(.unavailable, Text(verbatim: "zstd: \(String(cString: ZSTD_getErrorName(code)))"))
  }

  private static let unreadable = Fault(
    .unavailable, en: "these are no octets that Zstandard compressed, or too many",
    es: "estos no son octetos comprimidos con Zstandard, o son demasiados")
}
