import Foundation
import MailConfig
import MailModel

/// A generation laid out beside what runs, for the programs to check: each configuration directory has a copy under
/// `root`, in which the files name each other by their places there.
struct StagedTree: Sendable {
  let layout: Layout
  let number: Int

  var root: String { "\(layout.agent)/staged/\(number)" }
  var postfix: String { "\(root)/postfix" }
  var dovecot: String { "\(root)/dovecot" }
  var rspamd: String { "\(root)/rspamd" }
  var redis: String { "\(root)/redis" }

  func build(_ files: ConfigSet) throws {
    try remove()
    for directory in places.map(\.staged) {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }
    for file in files.files {
      var copy = file
      copy.path = staged(file.path)
      copy.contents = staged(file.contents)
      try FileManager.default.createDirectory(
        atPath: DurableFile.parent(of: copy.path), withIntermediateDirectories: true)
      let durable = try copy.durable()
      try durable.writeBeside(Data(copy.contents.utf8))
      try durable.place()
    }
  }

  func remove() throws {
    guard FileManager.default.fileExists(atPath: root) else { return }
    try FileManager.default.removeItem(atPath: root)
  }

  /// `text` with every place of a configuration replaced by its copy here.
  func staged(_ text: String) -> String {
    places.reduce(text) { $0.replacingOccurrences(of: $1.real, with: $1.staged) }
  }

  /// What a program said about the copy, as if it had read the real place.
  func unstaged(_ words: String) -> String {
    places.reduce(words) { $0.replacingOccurrences(of: $1.staged, with: $1.real) }
  }

  private var places: [(real: String, staged: String)] {
    [
      (layout.postfixConfig, postfix), (layout.dovecotConfig, dovecot), (layout.rspamdConfig, rspamd),
      (layout.redisConfig, redis),
    ]
  }
}
