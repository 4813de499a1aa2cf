/// A line of Rspamd.
package struct RspamdEvent: Sendable {
  /// `rspamd_proxy`, `controller`, `main`; empty in lines through syslog.
  package var worker = LogSlice.none
  package var process: UInt32 = 0
  /// The few hexadecimal digits that the lines about one task share.
  package var tag = LogSlice.none
  /// `proxy`, `milter`, `lua`, `cfg`.
  package var module = LogSlice.none
  /// The function that wrote the line.
  package var function = LogSlice.none
  package var statement = RspamdStatement.remark(.none)
}

package enum RspamdStatement: Sendable {
  /// The result of a message's scan: `rspamd_task_write_log: …`
  case result(RspamdResult)
  /// `loaded message; id: <…>; queue-id: <…>; size: …; checksum: <…>`
  case loaded(messageID: LogSlice, queueID: LogSlice)
  case remark(LogSlice)
}

/// `(default: F (no action): [1.20/15.00] [SYMBOL(score){options;},…])` and what stands around it (`log_format`).
package struct RspamdResult: Sendable {
  package enum Action: UInt8, Sendable {
    case noAction, greylist, addHeader, rewriteSubject, softReject, reject, quarantine, discard, other
  }

  package var messageID = LogSlice.none
  package var queueID = LogSlice.none
  package var address = LogSlice.none
  package var user = LogSlice.none
  package var sender = LogSlice.none
  package var isSpam = false
  /// Whether the metric was skipped: `S` in place of `T` or `F`.
  package var isSkipped = false
  package var action = Action.other
  /// Hundredths of a point.
  package var score: Int32 = 0
  package var threshold: Int32 = 0
  /// `NAME(score){option;option;},…`, without the brackets; `RspamdSymbols` takes it apart.
  package var symbols = LogSlice.none
  /// Octets.
  package var size = 0
  /// Microseconds.
  package var time: Int64 = 0
  package var lookups: Int32 = 0
  /// Between commas.
  package var recipients = LogSlice.none
  package var mimeRecipients = LogSlice.none
  package var file = LogSlice.none
  /// Why a score was set without counting: `reject "Gtube pattern"; score=…`
  package var forced = LogSlice.none
}
