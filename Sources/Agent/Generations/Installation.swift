import Foundation
import MailConfig
import MailModel

/// Puts a generation in place, whole.
///
/// Every new file is first written beside its place; only when all are there are they renamed, and what no longer
/// belongs is removed. An error before the first rename leaves the old generation untouched. A crash leaves the mark
/// of `GenerationShelf`: installing the number that it holds once more ends with one whole generation.
struct Installation: Sendable {
  let shelf: GenerationShelf
  var operations = FileOperations.live

  /// Returns the files that changed.
  @discardableResult
  func install(_ number: Int) throws -> [ConfigFile] {
    let generation = try shelf.load(number)
    let outdated = try pathsToRemove(for: generation)
    let changed = try generation.files.files.filter { try $0.comparison() != .equal }
    let interrupted = try shelf.installing() != nil
    try shelf.begin(number)
    do {
      for file in changed { try operations.writeBeside(file) }
    } catch {
      if !interrupted { try withdraw(changed) }
      throw refusal(error, number)
    }
    try place(changed, removing: outdated)
    try shelf.finish(number)
    return changed
  }

  private func place(_ files: [ConfigFile], removing outdated: [String]) throws {
    for file in files { try operations.place(file) }
    for path in outdated { try operations.remove(path) }
    let directories = Set((files.map(\.path) + outdated).map { DurableFile.parent(of: $0) })
    for directory in directories.sorted() where FileManager.default.fileExists(atPath: directory) {
      try operations.syncDirectory(directory)
    }
  }

  /// The files of what is installed, or was about to be, that do not belong to `generation`.
  private func pathsToRemove(for generation: Generation) throws -> [String] {
    let kept = Set(generation.files.files.map(\.path))
    let present = try Set([shelf.installed(), shelf.installing()].compactMap { $0 })
    let paths = try present.flatMap { try shelf.load($0).files.files.map(\.path) }
    return Set(paths).subtracting(kept).sorted()
  }

  private func withdraw(_ files: [ConfigFile]) throws {
    for file in files { try operations.remove(file.durable().beside) }
    try shelf.settle()
  }

  private func refusal(_ error: any Error, _ number: Int) -> Fault {
    if let fault = error as? Fault { return fault }
    let words = (error as? SystemFailure)?.description ?? "\(error)"
    return Fault(
      .unavailable, en: "generation \(number) was not installed: \(words)",
      es: "la generación \(number) no se instaló: \(words)",
      hint: Text(en: "the previous one is still in place", es: "la anterior sigue en su lugar"))
  }
}
