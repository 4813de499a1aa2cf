import Foundation
import MailModel

/// A file that a command makes: only its owner reads it, and nothing that is there already is lost.
package enum NewFile {
  package static func create(_ path: String) throws -> FileHandle {
    let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let words = String(cString: strerror(errno))
      throw Fault(
        errno == EEXIST ? .conflict : .invalid, en: "\(path) cannot be made: \(words)",
        es: "no se puede crear \(path): \(words)",
        hint: Text(
          en: "name a file that does not exist, in a directory that does",
          es: "indique un fichero que no exista, en un directorio que sí"))
    }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }
}
