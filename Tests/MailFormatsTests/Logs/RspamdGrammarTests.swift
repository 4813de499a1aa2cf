import MailFormats
import Testing

@Suite struct RspamdGrammarTests {
  private static let line = ReadLine(
    "2026-11-24 09:07:20 #22939(rspamd_proxy) <9b6e72>; proxy; rspamd_task_write_log: id: <m1@example.test>, "
      + "qid: <4jYcQJ2Z2bzmCFN>, ip: 192.0.2.7, user: ana@example.test, from: <b@example.test>, (default: T (reject): "
      + "[-18.25/15.00] [BAYES_SPAM(5.10){99.99%;},HFILTER(-2.50){(a),b;},GTUBE(0.00){}]), len: 415, time: 54.907ms, "
      + "dns req: 3, digest: <e9d4>, rcpts: <c@example.test,d@example.test>, mime_rcpts: <c@example.test>, "
      + "forced: reject \"Gtube pattern\"; score=nan (set by gtube)")

  private func result() throws -> RspamdResult {
    guard case .result(let result) = try #require(Self.line.rspamd).statement else { throw NoResult() }
    return result
  }

  private struct NoResult: Error {}

  @Test func readsTheResultOfAScan() throws {
    let result = try result()
    let line = Self.line
    #expect(line[result.messageID] == "m1@example.test")
    #expect(line[result.queueID] == "4jYcQJ2Z2bzmCFN")
    #expect(line[result.address] == "192.0.2.7")
    #expect(line[result.user] == "ana@example.test")
    #expect(result.isSpam)
    #expect(result.action == .reject)
    #expect(result.score == -1825)
    #expect(result.threshold == 1500)
    #expect(result.size == 415)
    #expect(result.time == 54_907)
    #expect(result.lookups == 3)
    #expect(line[result.recipients] == "c@example.test,d@example.test")
    #expect(line[result.forced] == "reject \"Gtube pattern\"; score=nan (set by gtube)")
  }

  @Test func takesTheSymbolsApart() throws {
    let result = try result()
    let symbols = Self.line.bytes.withUnsafeBytes { bytes in
      RspamdSymbols(result.symbols, of: bytes).map {
        "\($0.name.text(in: bytes)) \($0.score) \($0.options.text(in: bytes))"
      }
    }
    #expect(symbols == ["BAYES_SPAM 510 99.99%;", "HFILTER -250 (a),b;", "GTUBE 0 "])
  }

  @Test func readsTheHead() throws {
    let event = try #require(Self.line.rspamd)
    #expect(Self.line[event.worker] == "rspamd_proxy")
    #expect(event.process == 22939)
    #expect(Self.line[event.tag] == "9b6e72")
    #expect(Self.line[event.module] == "proxy")
    #expect(Self.line[event.function] == "rspamd_task_write_log")
  }

  @Test func readsTheSameThroughSyslog() throws {
    let line = ReadLine(
      "Nov 24 09:00:13 mx1 rspamd[401]: <9b6e72>; proxy; rspamd_task_write_log: id: <m@x>, qid: <AB12CD>, (default: F (soft reject): [0.00/15.00] [])"
    )
    guard case .result(let result) = try #require(line.rspamd).statement else { return #expect(Bool(false)) }
    #expect(result.action == .softReject)
    #expect(line[result.queueID] == "AB12CD")
    #expect(result.symbols.isEmpty)
  }
}
