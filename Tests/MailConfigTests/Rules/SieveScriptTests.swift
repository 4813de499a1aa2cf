import Foundation
import MailModel
import TestSupport
import Testing

@testable import MailConfig

/// People's rules as scripts, and what Dovecot's own compiler makes of them.
@Suite struct SieveScriptTests {
  @Test func saysWhatTheRulesSay() throws {
    let rules = MailRules(
      filters: [
        try MailFilter(
          name: "lists", conditions: [.init(.subject, contains: "[list]"), .init(.from, contains: "@lists.example")],
          action: .file, target: "Lists/Swift"),
        try MailFilter(name: "boss", conditions: [.init(.from, contains: "boss@")], action: .flag),
        try MailFilter(name: "copy", conditions: [], action: .forward, target: "ana@else.example"),
        try MailFilter(
          name: "away", conditions: [.init(.to, contains: "old@")], action: .forward, target: "eva@else.example",
          keeps: false),
        try MailFilter(name: "junk", conditions: [.init(.subject, contains: "win")], action: .discard),
      ],
      vacation: try Vacation(
        subject: "Away", text: "Back in September.\nAna", first: CalendarDay("2026-08-01"),
        last: CalendarDay("2026-08-31"), onlyTo: ["luis@example.org", "@partner.example"]))
    #expect(
      SieveScript(rules).text == #"""
        # Rendered by Palomar from the rules that stand in the portal.
        require ["fileinto", "mailbox", "copy", "imap4flags", "vacation", "date", "relational", "envelope"];
        if allof (currentdate :zone "+0000" :value "ge" "date" "2026-08-01", currentdate :zone "+0000" :value "le" "date" "2026-08-31", anyof (envelope :all :is "from" ["luis@example.org"], envelope :domain :is "from" ["partner.example"])) {
          vacation :days 7 :subject "Away" "Back in September.
        Ana";
        }
        if allof (header :contains "subject" "[list]", header :contains "from" "@lists.example") {
          fileinto :create "Lists/Swift";
          stop;
        }
        if allof (header :contains "from" "boss@") {
          addflag "\\Flagged";
        }
        if true {
          redirect :copy "ana@else.example";
        }
        if allof (header :contains ["to", "cc"] "old@") {
          redirect "eva@else.example";
          stop;
        }
        if allof (header :contains "subject" "win") {
          discard;
          stop;
        }

        """#)
  }

  /// Text that would end its string, start a comment, or stand for something else.
  static let hostile = [
    #""; discard; stop; #"#, #"\"; discard; stop; #"#, #"ends in a backslash \"#, #"\\"#, "/* */ */ #",
    "${unknown} ${1}",
    "text:\r\n.", "ñ € 漢字 עברית", "<script>alert(1)</script>", ";{}[]()",
  ]

  @Test(arguments: hostile)
  func hostileTextStaysText(_ text: String) async throws {
    let line = text.replacing("\r\n", with: " ")
    let rules = MailRules(
      filters: [
        try MailFilter(
          name: "x", conditions: [.init(.subject, contains: line), .init(.from, contains: line)], action: .file,
          target: line)
      ], vacation: try Vacation(subject: line, text: text))
    #expect(strings(in: SieveScript(rules).text).filter { $0 == line }.count >= 4)
    #expect(try await isTaken(SieveScript(rules)))
  }

  @Test(arguments: ["", "two\nlines", "a\rb", "nul\u{0}", "\u{7f}", "line\u{2028}separator", "\u{202e}drawkcab"])
  func refusesWhatIsNoLine(_ text: String) {
    #expect(throws: Fault.self) {
      try MailFilter(name: "x", conditions: [.init(.subject, contains: text)], action: .discard)
    }
    #expect(throws: Fault.self) { try Vacation(subject: text, text: "x") }
    #expect(throws: Fault.self) { try MailFilter(name: "x", conditions: [], action: .file, target: text) }
  }

  @Test(arguments: ["a@b.example>, <c@d.example", "a@b.example\r\nBcc: c@d.example", "nobody", "@b.example"])
  func refusesToForwardToWhatIsNoAddress(_ target: String) {
    #expect(throws: Fault.self) { try MailFilter(name: "x", conditions: [], action: .forward, target: target) }
  }

  @Test(arguments: ["2026-02-29", "2026-13-01", "2026-8-1", "2026-08-01T00:00:00Z", "\" \"", "1999-01-01"])
  func refusesWhatIsNoDay(_ text: String) {
    #expect(throws: Fault.self) { try CalendarDay(text) }
  }

  @Test(arguments: ["\u{301}", "\u{200D}", "\u{FE0F}"]) func aMarkBehindAQuoteEndsNoString(_ mark: String) async throws
  {
    let hostile = "x\"\(mark)]) { discard; } #\\\(mark)"
    let filter = try MailFilter(
      name: "x", conditions: [.init(.subject, contains: hostile)], action: .discard)
    let script = SieveScript(MailRules(filters: [filter]))
    let expected = "\"x\\\"\(mark)]) { discard; } #\\\\\(mark)\""
    let (all, part) = (Array(script.text.unicodeScalars), Array(expected.unicodeScalars))
    #expect(all.indices.contains { all.dropFirst($0).starts(with: part) }, "\(script.text)")
    #expect(try await isTaken(script))
  }

  @Test func whatIsReadIsCheckedToo() {
    let forward = #"{"name":"x","conditions":[],"action":"forward","target":"nobody"}"#
    #expect(throws: (any Error).self) { try JSONDecoder().decode(MailFilter.self, from: Data(forward.utf8)) }
    let vacation = #"{"subject":"a\nb","text":"x"}"#
    #expect(throws: (any Error).self) { try JSONDecoder().decode(Vacation.self, from: Data(vacation.utf8)) }
  }

  /// The quoted strings of a script, as RFC 5228 §2.4.2 reads them.
  private func strings(in script: String) -> [String] {
    var found: [String] = []
    var current: String?
    var escapes = false
    for letter in script {
      guard let text = current else {
        if letter == "\"" { current = "" }
        continue
      }
      if escapes || (letter != "\"" && letter != "\\") {
        current = text + String(letter)
        escapes = false
      } else if letter == "\\" {
        escapes = true
      } else {
        found.append(text)
        current = nil
      }
    }
    return found
  }

  private func isTaken(_ script: SieveScript) async throws -> Bool {
    try await ScratchDirectory.with { directory in
      let (settings, file) = ("\(directory)/dovecot.conf", "\(directory)/x.sieve")
      try "plugin {\n  sieve = file:~/sieve\n}\n".write(toFile: settings, atomically: true, encoding: .utf8)
      try script.text.write(toFile: file, atomically: true, encoding: .utf8)
      return try await Program.run(["/usr/bin/sievec", "-c", settings, file, "\(file).out"]).code == 0
    }
  }
}
