import Foundation

/// One setting of a mail program that differs from what Palomar would render, for a reason and until a day.
///
/// Only settings of a fixed list can be overridden, and only with numbers, times, sizes and yes or no:
/// a setting that names a file or a command would hand the host to whoever reaches the console.
package struct Override: Codable, Hashable, Sendable {
  package var program: Program
  package var setting: String
  package var value: String
  package var reason: String
  package var expires: Date

  package enum Program: String, Codable, Hashable, Sendable, CaseIterable {
    case postfix, dovecot, rspamd, redis
  }

  package init(program: Program, setting: String, value: String, reason: String, expires: Date) {
    self.program = program
    self.setting = setting
    self.value = value
    self.reason = reason
    self.expires = expires
  }
}
