import Foundation
import Kernel
import MailModel
import Store

/// Reads the whole journal, recomputes its chain, and compares it with what the anchors have sealed.
package struct VerifyJournal: Inspection {
  package static let name = "journal.verify"
  package static let route = Route.post("journal/verify")
  package static let permission: Permission = "journal.read"
  package static let summary = Text(
    en: "Proves that the journal is unaltered, or says what was altered.",
    es: "Prueba que el diario está intacto, o dice qué se alteró.")

  /// What an anchor holds, brought from where it lies.
  package struct Copy: Codable, Sendable {
    package var name: String
    package var text: String

    package init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  package var copies: [Copy]

  package init(copies: [Copy] = []) {
    self.copies = copies
  }

  package func inspect(with plane: ControlPlane) async throws -> JournalReport {
    var anchors = try await anchorChecks(plane)
    anchors += copies.map { AnchorCheck($0.name, .copy, SealLines(of: $0.text)) }
    var check = JournalCheck()
    var page = try await Self.page(after: nil, of: plane.store)
    while let last = page.last {
      // The next page is read while this one is hashed.
      async let next = Self.page(after: last, of: plane.store)
      for row in page {
        check.take(row)
        for index in anchors.indices { anchors[index].take(row) }
      }
      page = try await next
    }
    return JournalReport(check, anchors)
  }

  private static let pageSize = 2_000

  /// A row without a number sorts after all others, and nothing can be asked for after it.
  private static func page(after row: JournalRow?, of store: Store) async throws -> [JournalRow] {
    if let row, row.number == 0 { return [] }
    return try await store.read { try Journal(db: $0).rows(after: row?.number, limit: pageSize) }
  }

  private func anchorChecks(_ plane: ControlPlane) async throws -> [AnchorCheck] {
    var checks: [AnchorCheck] = []
    for anchor in try await plane.store.read({ try Anchor.all(in: $0) }) {
      let expectation = AnchorCheck.Expectation(last: anchor.last, since: anchor.created, now: plane.now())
      let (source, lines) = await Self.seals(of: anchor, plane.world.anchors)
      checks.append(AnchorCheck(anchor.name, source, lines, expecting: expectation))
    }
    return checks
  }

  /// Of an anchor that can be read, what it holds: nothing, where it cannot be read now.
  private static func seals(of anchor: Anchor, _ client: AnchorClient) async -> (AnchorVerdict.Source, SealLines) {
    guard case .file(let path) = anchor.place else {
      return (.record, SealLines(seals: anchor.last.map { [$0] } ?? []))
    }
    return (.anchor, SealLines(of: (try? await client.contents(path)) ?? ""))
  }
}

/// What a verification found: `{"ok", "entries", "head", "findings": […], "omitted", "anchors": […]}`.
package struct JournalReport: Codable, Sendable {
  package var ok: Bool
  /// How many rows the journal has.
  package var entries: Int
  /// Its last entry: what to write down on paper, for the one who trusts nobody.
  package var head: JournalSeal?
  /// What is wrong, in the order of the entries; what is wrong with anchors comes after.
  package var findings: [JournalFinding]
  /// How many findings more there are than a report holds.
  package var omitted: Int
  package var anchors: [AnchorVerdict]

  private static let limit = 1_000

  init(_ check: JournalCheck, _ anchors: [AnchorCheck]) {
    var check = check
    let flaws = check.findings()
    let all = flaws + anchors.flatMap { $0.findings(head: check.head?.number ?? 0) }
    ok = all.isEmpty
    entries = check.count
    head = check.head
    findings = Array(all.prefix(Self.limit))
    omitted = all.count - findings.count
    self.anchors = anchors.map { $0.verdict(before: flaws.lazy.compactMap(\.first).min()) }
  }
}
