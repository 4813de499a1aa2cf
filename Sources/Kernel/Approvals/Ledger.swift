import Foundation
import MailModel

/// What has been done so far in one transaction, by all of its works together.
final class Ledger {
  struct Entry {
    let part: PlanPart
    /// In whose name.
    let actor: String
    /// Whether it is somebody else's matter too: neither one's own account nor Palomar's own work.
    let counts: Bool

    /// When it happens: now, and what is planned on its day too.
    func moments(at now: Date) -> [Date] {
      guard let day = part.day, day.timeIntervalSince(now) >= ApprovalRule.window else { return [now] }
      return [now, day]
    }
  }

  private(set) var entries: [Entry] = []
  var parts: [PlanPart] { entries.map(\.part) }
  /// Why it takes a second person whatever the rules say; `nil` where nothing demands one.
  private(set) var demand: String?
  /// Somebody else than its author has agreed to it.
  var isApproved = false
  /// When what is tried at this moment will be done; `nil` where it is done now.
  var day: Date?

  func add(_ part: PlanPart, by principal: Principal) {
    var part = part
    part.day = day
    let isOwn = principal.account.map { part.scope == .account($0) } ?? false
    entries.append(Entry(part: part, actor: principal.name, counts: !isOwn && !principal.isPalomar))
  }

  func demandSecondPerson(because demand: String) {
    self.demand = demand
  }
}
