import Foundation
import MailConfig
import MailModel

/// One whole configuration: the state it was rendered from, and every file.
struct Generation: Codable, Sendable {
  let number: Int
  let system: MailSystem
  let files: ConfigSet
}

/// The generations that this host keeps, and which of them is installed.
///
/// `generations/N.json` holds generation N whole. `installed` holds the number of the one that stands in place;
/// `installing` stands beside it from the first file of an installation until the programs have been told, so that
/// after a power cut it is known what to finish.
struct GenerationShelf: Sendable {
  let directory: String

  init(layout: Layout) {
    directory = layout.agent
  }

  func load(_ number: Int) throws -> Generation {
    guard let data = FileManager.default.contents(atPath: path(number)) else {
      throw Fault(
        .notFound, en: "generation \(number) is not on this host", es: "la generación \(number) no está en este equipo",
        hint: Text(en: "palomar generations lists them", es: "palomar generations las enumera"))
    }
    return try JSONDecoder().decode(Generation.self, from: data)
  }

  func save(_ generation: Generation) throws {
    guard try installed() != generation.number else {
      throw Fault(
        .conflict, en: "generation \(generation.number) is installed and cannot be replaced",
        es: "la generación \(generation.number) está instalada y no se puede reemplazar",
        hint: Text(en: "stage the next number", es: "prepare el número siguiente"))
    }
    try DurableFile(path: path(generation.number), mode: 0o600).write(JSONEncoder.line.encode(generation))
  }

  /// The generation in place, `nil` before the first.
  func installed() throws -> Int? { try number(in: "installed") }

  /// The generation whose installation has begun and not ended.
  func installing() throws -> Int? { try number(in: "installing") }

  func begin(_ number: Int) throws {
    try DurableFile(path: "\(directory)/installing", mode: 0o600).write(Data("\(number)\n".utf8))
  }

  /// Every file of `number` is in place; the programs have yet to read them.
  func finish(_ number: Int) throws {
    try DurableFile(path: "\(directory)/installed", mode: 0o600).write(Data("\(number)\n".utf8))
  }

  /// The installation is over, or has changed nothing.
  func settle() throws {
    guard unlink("\(directory)/installing") == 0 || errno == ENOENT else {
      throw SystemFailure("remove", "\(directory)/installing")
    }
    try DurableFile.sync(directory: directory)
  }

  private func path(_ number: Int) -> String { "\(directory)/generations/\(number).json" }

  private func number(in name: String) throws -> Int? {
    guard let data = FileManager.default.contents(atPath: "\(directory)/\(name)") else { return nil }
    let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    guard let number = Int(text) else {
      throw SystemFailure("read a number in", "\(directory)/\(name)", number: EINVAL)
    }
    return number
  }
}
