import Foundation
import MailModel

/// The message of one round trip, told apart from every other by its token.
struct ProbeMessage: Sendable {
  /// The header that marks every probe.
  static let header = "X-Palomar-Probe"

  let sender: Address
  let recipient: Address
  let token: String
  let date: Date

  var messageID: String { "<\(token)@\(sender.domain.name)>" }

  var bytes: [UInt8] {
    let lines = [
      "From: <\(sender.text)>", "To: <\(recipient.text)>", "Subject: Palomar probe",
      "Date: \(ProbeMessage.text(of: date))",
      "Message-ID: \(messageID)", "\(ProbeMessage.header): \(token)", "Auto-Submitted: auto-generated",
      "MIME-Version: 1.0", "Content-Type: text/plain; charset=us-ascii", "",
      "This message proves that mail goes through. It is deleted once it has arrived.", "", token, "",
    ]
    return Array(lines.joined(separator: "\r\n").utf8)
  }

  /// RFC 5322 §3.3, in UTC.
  static func text(of date: Date) -> String {
    var seconds = time_t(date.timeIntervalSince1970)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    return "\(days[Int(parts.tm_wday)]), \(parts.tm_mday) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900) "
      + "\(clock) +0000"
  }
}
