import Foundation
import Kernel
import MailModel

/// A file that only grows: each seal is a line at its end, and on the disk when `append` returns.
struct FileAnchor {
  let path: String

  /// A file whose owner has set it append-only (chattr(1), `+a`) takes this too.
  func append(_ seal: JournalSeal) throws {
    let flags = O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    let descriptor = open(path, flags, 0o640)
    guard descriptor >= 0 else { throw fault(errno) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    let size = try requireSeals(in: descriptor)
    // A line that a full disk cut short must not swallow this one.
    let isTorn = size > 0 && lastOctet(of: descriptor, size: size) != UInt8(ascii: "\n")
    do {
      try file.write(contentsOf: Data("\(isTorn ? "\n" : "")\(seal.line)\n".utf8))
      try file.synchronize()
    } catch let error as CocoaError {
      throw fault((error.underlying as? POSIXError)?.code.rawValue ?? EIO)
    }
  }

  /// The size of the file in octets, if it is a file and ours: nobody has Palomar spoil another.
  private func requireSeals(in descriptor: Int32) throws -> off_t {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw fault(errno) }
    guard facts.st_mode & S_IFMT == S_IFREG else { throw foreign }
    let start = #"{"at":"#
    var buffer = [UInt8](repeating: 0, count: start.utf8.count)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    guard count == 0 || buffer.elementsEqual(start.utf8) else { throw foreign }
    return facts.st_size
  }

  private func lastOctet(of descriptor: Int32, size: off_t) -> UInt8 {
    var octet: UInt8 = 0
    return pread(descriptor, &octet, 1, size - 1) == 1 ? octet : 0
  }

  func contents() throws -> String? {
    do {
      return String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
      return nil
    } catch let error as CocoaError {
      throw fault((error.underlying as? POSIXError)?.code.rawValue ?? EACCES)
    }
  }

  private func fault(_ code: Int32) -> Fault {
    let words = String(cString: strerror(code))
    return Fault(
      .unavailable, en: "\(path) cannot be used: \(words)", es: "no se puede usar \(path): \(words)",
      hint: Text(
        en: "its directory must be there, and user palomar must be able to append to it",
        es: "su directorio debe existir, y el usuario palomar debe poder añadirle líneas"))
  }

  private var foreign: Fault {
    Fault(
      .conflict, en: "\(path) holds something else than seals", es: "\(path) contiene algo que no son sellos",
      hint: Text(en: "choose a file that does not exist yet", es: "elija un fichero que aún no exista"))
  }
}
