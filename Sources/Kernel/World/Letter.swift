import Foundation
import MailModel

/// A short message of Palomar's own to somebody who has an account here.
package struct Letter: Hashable, Sendable {
  /// Of the header; the envelope has none, so that nothing comes back (RFC 3834 §3.3).
  package var from: String
  package var to: Address
  /// One line of any characters.
  package var subject: String
  package var lines: [String]
  package var date: Date

  package init(from: String, to: Address, subject: String, lines: [String], date: Date) {
    self.from = from
    self.to = to
    self.subject = subject
    self.lines = lines
    self.date = date
  }
}
