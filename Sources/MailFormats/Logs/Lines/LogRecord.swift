/// What one line of a log says. Holds no text of its own: slices point into the line.
package struct LogRecord: Sendable {
  /// Microseconds since 1970; 0 when the line has no stamp that could be read.
  package var time: Int64 = 0
  /// Whether the local clock showed this time twice or never, so that the moment is a choice (`LogClock`).
  package var timeIsAmbiguous = false
  package var host = LogSlice.none
  /// As syslog names it: `postfix/submission/smtpd`, `dovecot`, `rspamd`.
  package var program = LogSlice.none
  package var process: UInt32 = 0
  /// What the program said.
  package var message = LogSlice.none
  package var event = LogEvent.unknown
}

package enum LogEvent: Sendable {
  case postfix(PostfixEvent)
  case dovecot(DovecotEvent)
  case rspamd(RspamdEvent)
  /// A line of a program that is none of the mail service's.
  case foreign
  /// A line of a mail program, or one without a head, in a form that the grammar does not know.
  case unknown
  /// An empty line.
  case empty
}

/// How much a program made of what it reports.
package enum LogLevel: UInt8, Sendable {
  case debug, info, warning, error, fatal, panic
}
