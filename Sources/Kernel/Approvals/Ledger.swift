/// What has been done so far in one transaction, by all of its works together.
final class Ledger {
  private(set) var parts: [PlanPart] = []
  /// Why it takes a second person whatever the rules say; `nil` where nothing demands one.
  private(set) var demand: String?
  /// Somebody else than its author has agreed to it.
  var isApproved = false

  func add(_ part: PlanPart) {
    parts.append(part)
  }

  func demandSecondPerson(because demand: String) {
    self.demand = demand
  }
}
