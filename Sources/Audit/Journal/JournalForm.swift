import ArgumentParser
import Foundation
import Kernel
import MailFormats
import MailModel

/// How an export writes entries.
package enum JournalForm: String, CaseIterable, Sendable, ExpressibleByArgument {
  /// JSON Lines: each entry exactly, its hash included. What proves something is this.
  case jsonl
  /// For spreadsheets (RFC 4180).
  case csv

  /// What comes before the first entry.
  package var head: String {
    switch self {
    case .jsonl: ""
    case .csv: CSVLine.text(Self.columns.map(\.name))
    }
  }

  package func text(of entry: JournalEntry) throws -> String {
    switch self {
    case .jsonl: String(decoding: try WireJSON.encoder().encode(entry), as: UTF8.self) + "\n"
    case .csv: CSVLine.text(Self.columns.map { $0.value(entry) })
    }
  }

  private static let columns: [(name: String, value: @Sendable (JournalEntry) -> String)] = [
    ("number", { String($0.number) }), ("at", { $0.at.text }), ("actor", { $0.actor }),
    ("address", { $0.address ?? "" }), ("token", { $0.token ?? "" }), ("reason", { $0.reason ?? "" }),
    ("action", { $0.action }), ("scope", { $0.scope }), ("result", { $0.result.rawValue }),
    ("request", { $0.request }), ("before", { $0.before ?? "" }), ("after", { $0.after }),
    ("previous", { $0.previous }), ("hash", { $0.hash }),
  ]
}
