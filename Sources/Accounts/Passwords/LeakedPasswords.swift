import Crypto
import Foundation
import MailModel

/// A file of passwords that have been stolen somewhere, as Have I Been Pwned's downloader writes it: one SHA-1 hash a
/// line in hexadecimal, sorted, with a count after a colon (`00…0A:13`). Tens of gigabytes are searched in some 36 reads,
/// and no password leaves the host.
struct LeakedPasswords {
  let path: String

  /// Octets; a hash, a count and the end of the line.
  private static let longestLine = 80

  func refuse(_ password: Secret) throws {
    guard try contains(password) else { return }
    throw Fault(
      .invalid, en: "the password is on the list of passwords that have been stolen somewhere",
      es: "la contraseña está en la lista de contraseñas robadas en algún sitio",
      hint: ChosenPassword.advice, field: "password")
  }

  static func hash(of password: Secret) -> String {
    Insecure.SHA1.hash(data: Data(password.value.utf8)).hexadecimal
  }

  func contains(_ password: Secret) throws -> Bool {
    let wanted = Self.hash(of: password)
    let file = try opened()
    defer { try? file.close() }
    var low: UInt64 = 0
    var high = try file.seekToEnd()
    while low < high {
      let middle = low + (high - low) / 2
      guard let line = try self.line(from: middle, in: file), line.start < high else {
        high = middle
        continue
      }
      if line.hash == wanted { return true }
      if line.hash < wanted { low = line.end } else { high = middle }
    }
    return false
  }

  /// Throws unless it is such a file, as far as its first and its last line tell.
  func check() throws {
    let file = try opened()
    defer { try? file.close() }
    let size = try file.seekToEnd()
    let last = size > UInt64(Self.longestLine) ? size - UInt64(Self.longestLine) : 0
    guard let first = try line(from: 0, in: file), let end = try line(from: last, in: file), first.hash <= end.hash
    else { throw malformed }
  }

  private struct Line {
    var start: UInt64
    var end: UInt64
    var hash: String
  }

  /// The first line that begins at `offset` or after it; `nil` when there is none.
  private func line(from offset: UInt64, in file: FileHandle) throws -> Line? {
    let before = offset > 0 ? offset - 1 : 0
    try file.seek(toOffset: before)
    let octets = [UInt8](try file.read(upToCount: 2 * Self.longestLine) ?? Data())
    let newline = UInt8(ascii: "\n")
    var begin = 0
    if offset > 0 {
      guard let end = octets.firstIndex(of: newline) else {
        if octets.count == 2 * Self.longestLine { throw malformed }
        return nil
      }
      begin = end + 1
    }
    guard begin < octets.count else { return nil }
    let end = octets[begin...].firstIndex(of: newline) ?? octets.count
    let text = String(decoding: octets[begin..<end], as: UTF8.self).lowercased()
    guard let hash = text.prefixMatch(of: #/([0-9a-f]{40})(:[0-9]+)?\r?$/#)?.1 else { throw malformed }
    return Line(start: before + UInt64(begin), end: before + UInt64(end) + 1, hash: String(hash))
  }

  private func opened() throws(Fault) -> FileHandle {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw Fault(
        .unavailable, en: "the list of leaked passwords \(path) cannot be read",
        es: "no se puede leer la lista de contraseñas filtradas \(path)",
        hint: Text(
          en: "let the user palomar read it, or do without: palomar password-policy set --no-leaked-list",
          es: "deje que el usuario palomar la lea, o prescinda de ella: palomar password-policy set --no-leaked-list"),
        field: "leakedList")
    }
    return file
  }

  private var malformed: Fault {
    Fault(
      .unavailable, en: "\(path) is no list of leaked passwords",
      es: "\(path) no es una lista de contraseñas filtradas",
      hint: Text(
        en: "it has sorted SHA-1 hashes, one a line, as Have I Been Pwned’s downloader writes them",
        es: "tiene resúmenes SHA-1 ordenados, uno por línea, como los escribe el descargador de Have I Been Pwned"),
      field: "leakedList")
  }
}
