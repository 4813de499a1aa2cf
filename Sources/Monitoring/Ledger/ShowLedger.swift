import AgentProtocol
import Foundation
import Kernel
import MailModel

/// Accounts for a day's mail: the trace of that day, beside what is in the queue now.
package struct ShowLedger: Inspection {
  package static let name = "ledger.show"
  package static let route = Route.get("ledger")
  package static let permission: Permission = "ledger.read"
  package static let summary = Text(
    en: "Shows what came in on a day and what became of it, and what does not come out even.",
    es: "Muestra qué llegó un día y qué fue de ello, y lo que no cuadra.")
  /// By the host's clock; today where it is not said.
  package var day: CalendarDay?

  package init(day: CalendarDay? = nil) {
    self.day = day
  }

  package func inspect(with plane: ControlPlane) async throws -> Ledger {
    let day = try day ?? CalendarDay(at: plane.now())
    let bounds = try day.bounds()
    // The queue first: whatever leaves it meanwhile is told to the end by the trace that is read after it.
    let listing = try await plane.world.agent.call(ReadQueue(limit: .max))
    let own = try await plane.store.read { Set(try plane.mailSystem($0).domains.map(\.name.name)) }
    var count = LedgerCount(own: own, queue: Set(listing.messages.map(\.id.text)), looked: plane.now())
    try await Self.eachStory(in: bounds, of: plane) { count.take($0) }
    return Ledger(
      day: day, lines: count.tallies.sorted { $0.key < $1.key }.map { Ledger.Line(domain: $0.key, tally: $0.value) },
      total: count.tallies.values.reduce(LedgerTally(), +), differences: count.differences,
      differenceCount: count.differenceCount)
  }

  /// Page by page, so that nobody waits for the whole.
  private static func eachStory(
    in bounds: Range<Date>, of plane: ControlPlane, _ body: (Story) -> Void
  ) async throws {
    var mark: TraceSearch.Mark?
    repeat {
      let from = mark
      let page = try await plane.history.read { db in
        var conditions = TraceSearch.Conditions()
        conditions.since = bounds.lowerBound.micros
        conditions.until = bounds.upperBound.micros
        return try TraceSearch(db: db, conditions: conditions).page(of: 2_000, after: from)
      }
      for story in page.stories where bounds.contains(Date(micros: story.firstTime)) { body(story) }
      mark = page.next
    } while mark != nil
  }
}

extension CalendarDay {
  /// The day of a moment, by the host's clock.
  init(at moment: Date) throws(Fault) {
    let parts = Calendar.current.dateComponents([.year, .month, .day], from: moment)
    func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
    try self.init("\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))")
  }

  /// From midnight to midnight, by the host's clock.
  func bounds() throws(Fault) -> Range<Date> {
    let numbers = text.split(separator: "-").compactMap { Int($0) }
    let parts = DateComponents(year: numbers.first, month: numbers.dropFirst().first, day: numbers.last)
    guard let start = Calendar.current.date(from: parts),
      let end = Calendar.current.date(byAdding: .day, value: 1, to: start)
    else { throw Fault(.invalid, en: "there is no day \(text) here", es: "aquí no hay un día \(text)", field: "day") }
    return start..<end
  }
}
