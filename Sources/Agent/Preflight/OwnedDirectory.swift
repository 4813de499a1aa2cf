import Foundation
import MailModel

/// The directory of an instance: ours by its marker, or empty. A foreign one is never touched.
struct OwnedDirectory: Sendable {
  let path: String

  static let marker = ".palomar-instance"

  enum State: Equatable {
    case missing, empty, ours, foreign, notDirectory
  }

  var state: State {
    var status = stat()
    guard stat(path, &status) == 0 else { return .missing }
    guard status.st_mode & S_IFMT == S_IFDIR else { return .notDirectory }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    if names.contains(OwnedDirectory.marker) { return .ours }
    return names.isEmpty ? .empty : .foreign
  }

  /// Refuses a foreign directory; marks an empty or new one as ours.
  func claim() throws {
    if let refusal = OwnedDirectory.refusal(of: state, path) { throw refusal }
    guard state != .ours else { return }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try DurableFile(path: "\(path)/\(OwnedDirectory.marker)", mode: 0o644)
      .write(Data("An instance of Palomar lies here. palomar down --dir \(path) stops it.\n".utf8))
  }

  static func refusal(of state: State, _ path: String) -> Fault? {
    switch state {
    case .missing, .empty, .ours: nil
    case .foreign:
      Fault(
        .conflict, en: "\(path) holds files that are not Palomar's",
        es: "\(path) contiene archivos que no son de Palomar",
        hint: Text(
          en: "choose an empty or new directory: palomar up --dir DIR",
          es: "elija un directorio vacío o nuevo: palomar up --dir DIR"))
    case .notDirectory:
      Fault(
        .conflict, en: "\(path) is not a directory", es: "\(path) no es un directorio",
        hint: Text(en: "choose another place: palomar up --dir DIR", es: "elija otro lugar: palomar up --dir DIR"))
    }
  }
}
