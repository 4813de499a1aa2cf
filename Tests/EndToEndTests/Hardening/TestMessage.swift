import Foundation

/// A message with a token of its own, by which it is found again.
struct TestMessage {
  let token = "t\(UUID().uuidString.replacing("-", with: "").lowercased())"
  var from: String
  var to: String
  var headers: [String] = []
  var body = "Hello.\r\n"

  var bytes: [UInt8] {
    let lines =
      ["From: \(from)", "To: \(to)", "Subject: \(token)", "X-Token: \(token)", "Message-ID: <\(token)@test.invalid>"]
      + ["Date: Mon, 06 Jul 2026 10:00:00 +0000"] + headers
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
  }
}
