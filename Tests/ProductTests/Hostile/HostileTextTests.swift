import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Surface
@testable import palomar

/// Every text that an action takes and every filter of a query, with what people type who mean no good. The doors say
/// themselves what they take, so that a new one is among them.
@Suite struct HostileTextTests {
  /// What takes things away comes last, so that the others meet something.
  static let actions: [Door] = {
    let ends = ["remove", "suspend", "end", "leave", "revoke", "purge", "hold", "rollback", "settings", "plan"]
    let all = capabilities.flatMap(\.doors).filter(\.changes)
    let isEnd = { (door: Door) in ends.contains { door.name.lowercased().contains($0) } }
    return all.filter { !isEnd($0) } + all.filter(isEnd)
  }()

  static let script = #"'"><script>alert(1)</script>"#

  @Test func noTextOfAnActionBreaksAnythingAndPagesShowItAsText() async throws {
    let face = try await ProductFace()
    var broken: [String] = []
    var taken = 0
    for door in Self.actions {
      for (place, fields) in try SampleRequest.each(of: door, with: Self.script) {
        let answer = try await face.ask(door, fields)
        if answer.status >= 500, answer.status != 503 { broken.append("\(place): \(answer.status) \(answer.text)") }
        if answer.status < 300 { taken += 1 }
      }
    }
    #expect(broken == [])
    #expect(taken > 10, "most names may hold such signs, and have to be shown")
    let crawl = Crawl(face)
    try await crawl.readEverything()
    #expect(crawl.wounds == [])
    #expect(crawl.escaped > 5, "what was stored is shown somewhere")
    let journal = try await face.bench.journal()
    #expect(journal.contains { $0.request.contains("alert(1)") })
  }

  /// A line more is a header more in a message, a rule more in a script, an entry more in a log.
  @Test(arguments: [
    "a\r\nBcc: x@evil.test", "a\nb", "a\u{2028}b", "ana\u{202E}tset.elpmaxe@", "a\u{2066}b", "a\u{0007}b",
  ])
  func aTextOfOneLineStaysOneAndReadsAsItStands(_ text: String) async throws {
    let face = try await ProductFace()
    var taken: [String] = []
    for door in Self.actions {
      for (place, fields) in try SampleRequest.each(of: door, with: text)
      where !Self.severalLines.contains(place) && !place.hasSuffix(".password") && !place.hasSuffix(" password") {
        let answer = try await face.ask(door, fields)
        if answer.status < 400 || answer.status >= 500 && answer.status != 503 {
          taken.append("\(place): \(answer.status) \(answer.text.prefix(200))")
        }
      }
    }
    #expect(taken == [])
  }

  /// Where several lines are meant, each with the reason.
  private static let severalLines: Set<String> = [
    // What people write to others.
    "mailRules.setVacation vacation.text"
  ]
}

@Suite(.eachEngine) struct HostileFilterTests {
  static let queries = capabilities.flatMap(\.doors).filter { !$0.changes }

  /// An injection would find more than nonsense does, or break the statement. Where the next page begins is compared and
  /// not looked for, so that there it has to break nothing.
  @Test(arguments: [
    "' OR '1'='1", "'; DROP TABLE account; --", "\" OR 1=1 --", "%", "_", "\\", "zz' UNION SELECT 1 --",
  ])
  func sqlInAFilterFindsNoMoreThanNonsense(_ text: String) async throws {
    let face = try await ProductFace()
    var odd: [String] = []
    for door in Self.queries {
      let nonsense = try SampleRequest.each(of: door, with: "zzqq")
      for ((place, fields), (_, harmless)) in zip(try SampleRequest.each(of: door, with: text), nonsense) {
        let (answer, plain) = (try await face.ask(door, fields), try await face.ask(door, harmless))
        // Some answers repeat what was asked.
        let found = answer.text.replacing(try Self.json(text), with: "zzqq")
        if answer.status >= 500 && answer.status != 503
          || answer.status < 300 && fields["after"] == nil && found != plain.text
        {
          odd.append("\(place): \(answer.status) \(found.prefix(200)) and not \(plain.text.prefix(100))")
        }
      }
    }
    #expect(odd == [])
    #expect(try await face.send(.get, "/api/v1/accounts/ana@example.test").status == 200)
  }

  /// As it stands within a text of JSON.
  private static func json(_ text: String) throws -> String {
    String(String(decoding: try WireJSON.encoder().encode(text), as: UTF8.self).dropFirst().dropLast())
  }
}
