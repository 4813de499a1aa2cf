import Foundation
import Kernel

/// The seals in a file: one JSON object per line, behind whatever a syslog daemon puts before it.
package struct SealLines: Hashable, Sendable {
  package private(set) var seals: [JournalSeal] = []
  /// Numbers of lines that begin as a seal and are none, the first hundred of them.
  package private(set) var unreadable: [Int64] = []

  package init(seals: [JournalSeal] = []) {
    self.seals = seals
  }

  /// Lines of other programs are passed over.
  package init(of text: String) {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard let start = line.firstRange(of: #"{"at":"#)?.lowerBound else { continue }
      if let seal = try? WireJSON.decoder().decode(JournalSeal.self, from: Data(line[start...].utf8)) {
        seals.append(seal)
      } else if unreadable.count < 100 {
        unreadable.append(Int64(index + 1))
      }
    }
  }
}
