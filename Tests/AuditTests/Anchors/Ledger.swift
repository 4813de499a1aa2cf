import Foundation
import Kernel
import MailModel
import Synchronization

/// Places outside that only a test has: what was sealed, by the anchor's name; and files that can be changed.
final class Ledger: Sendable {
  private let state = Mutex(State())

  private struct State {
    var files: [String: String] = [:]
    var seals: [String: [JournalSeal]] = [:]
    var broken: Set<String> = []
  }

  subscript(file: String) -> String? {
    get { state.withLock { $0.files[file] } }
    set { state.withLock { $0.files[file] = newValue } }
  }

  func seals(of anchor: String) -> [JournalSeal] {
    state.withLock { $0.seals[anchor] ?? [] }
  }

  /// Has every attempt to seal in `anchor` fail, or not.
  func `break`(_ anchor: String, _ isBroken: Bool = true) {
    state.withLock { state in
      if isBroken { state.broken.insert(anchor) } else { state.broken.remove(anchor) }
    }
  }

  var world: World {
    var world = World.unexpected
    world.anchors = AnchorClient(
      keep: { seal, place, anchor in
        let line = String(decoding: try WireJSON.encoder().encode(seal), as: UTF8.self) + "\n"
        try self.state.withLock { state in
          guard !state.broken.contains(anchor) else { throw Fault(.unavailable, en: "down", es: "caído") }
          state.seals[anchor, default: []].append(seal)
          if case .file(let path) = place { state.files[path, default: ""] += line }
        }
      }, contents: { self[$0] })
    return world
  }
}
