import Accounts
import Foundation
import Kernel
import Logging
import MailModel
import TestSupport
import Testing

@testable import Monitoring
@testable import Surface

/// The trace as people see it who may see all, one domain, or their own.
@Suite struct TracePageTests {
  @Test func aListGoesOnAfterItsFirstPageWithTheSameFilter() async throws {
    let face = try await ProductFace()
    try await face.read(
      log: (100..<160).flatMap { Self.message("AAAA\($0)", from: "eva@foreign.test", to: "ana@example.test") })
    let first = try await face.page("/trace?from=foreign.test&status=delivered&rows=50", as: "all")
    #expect(first.text.matches(of: #/href="\/trace\/AAAA1\d\d"/#).count == 50)
    let next = try #require(first.text.firstMatch(of: #/href="(\?after=[^"]+)">Next page/#)?.1)
    let second = try await face.page("/trace\(next.replacing("&amp;", with: "&"))", as: "all")
    #expect(second.text.matches(of: #/href="\/trace\/AAAA1\d\d"/#).count == 10)
    #expect(
      try await face.page("/trace?from=nobody.test", as: "all").text.contains("The logs tell of nothing like that."))
  }

  @Test func supportOfOneDomainSeesWhatGoesThroughIt() async throws {
    let face = try await ProductFace()
    let ana = try Address("ana@example.test")
    try await face.bench.perform(AssignRole(address: ana, role: "support", domain: ana.domain))
    try await face.read(
      log: Self.message("AAAA101", from: "x@foreign.test", to: "ana@example.test")
        + Self.message("AAAA102", from: "x@foreign.test", to: "eva@elsewhere.test"))
    let list = try await face.page("/trace", as: ana.text)
    #expect(list.text.contains("/trace/AAAA101") && !list.text.contains("AAAA102"))
    #expect(try await face.page("/trace/AAAA101", as: ana.text).status == 200)
    #expect(try await face.page("/trace/AAAA102", as: ana.text).status == 404)
    #expect(try await face.page("/trace?to=elsewhere.test", as: ana.text).text.contains("The logs tell of nothing"))
  }

  @Test func everybodySeesTheirOwnInThePortalAndByTheirTokenAndNoMore() async throws {
    let face = try await ProductFace()
    try await face.read(
      log: Self.message("AAAA101", from: "x@foreign.test", to: "ana@example.test")
        + Self.message("AAAA102", from: "x@foreign.test", to: "eva@elsewhere.test"))
    #expect(try await face.page("/trace", as: "ana@example.test").status == 403)
    let own = try await face.page("/profile/messages", as: "ana@example.test")
    #expect(own.text.contains("ana@example.test") && !own.text.contains("eva@elsewhere.test"))
    let token = ["Authorization": "Bearer ana@example.test"]
    for part in ["messages", "uses"] {
      #expect(try await face.send(.get, "/api/v1/accounts/ana@example.test/\(part)", token).status == 200)
      #expect(try await face.send(.get, "/api/v1/accounts/eva@elsewhere.test/\(part)", token).status == 403)
    }
    #expect(try await face.send(.get, "/api/v1/trace", token).status == 403)
  }

  /// Whoever writes to us chooses words that stand in our logs.
  @Test func whatStrangersWriteIntoLogsIsShownAsText() async throws {
    let face = try await ProductFace()
    let script = "<script>alert(1)</script>"
    var lines = Self.message("AAAA101", from: "\"\(script)\"@foreign.test", to: "ana@example.test")
    lines[1] = lines[1].replacing("AAAA101@foreign.test", with: "\(script)@foreign.test")
    lines[3] = lines[3].replacing("(250 ok)", with: "(250 ok \"'\(script))")
    try await face.read(log: lines)
    for path in ["/trace", "/trace/AAAA101"] {
      let page = try await face.page(path, as: "all")
      #expect(page.status == 200 && page.text.contains("&lt;script&gt;alert(1)"))
      #expect(!page.text.contains(script))
    }
    let own = try await face.page("/profile/messages", as: "ana@example.test")
    #expect(own.text.contains("&lt;script&gt;") && !own.text.contains(script))
  }

  private static func message(_ id: String, from sender: String, to recipient: String) -> [String] {
    [
      "postfix/smtpd[7]: \(id): client=relay.foreign.test[192.0.2.7]",
      "postfix/cleanup[8]: \(id): message-id=<\(id)@foreign.test>",
      "postfix/qmgr[9]: \(id): from=<\(sender)>, size=351, nrcpt=1 (queue active)",
      "postfix/smtp[10]: \(id): to=<\(recipient)>, relay=mx.example.net[192.0.2.9]:25, delay=1.5, delays=0.5/0/0.5/0.5, "
        + "dsn=2.0.0, status=sent (250 ok)",
      "postfix/qmgr[9]: \(id): removed",
    ].map { "2026-03-01T10:00:00.000000+00:00 mx1 \($0)" }
  }
}

extension ProductFace {
  fileprivate func page(_ path: String, as who: String) async throws -> (status: Int, text: String) {
    let answer = try await send(.get, path, ["Cookie": "__Host-palomar=\(who)"])
    return (answer.status, answer.text)
  }

  fileprivate func read(log lines: [String]) async throws {
    try await ScratchDirectory.with { directory in
      let file = "\(directory)/postfix.log"
      try lines.map { "\($0)\n" }.joined().write(toFile: file, atomically: true, encoding: .utf8)
      let pass = try await LogPass([file], in: bench.plane.history, logger: Logger(label: "test"))
      while try await pass.take(into: bench.plane.history) {}
    }
  }
}
