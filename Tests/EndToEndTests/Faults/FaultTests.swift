import Testing

/// What happens to mail when things go wrong. Every test speaks to the same running service.
@Suite(.serialized, .faultyService) struct FaultTests {}

extension MailLoad {
  /// Every message that was answered with 250 is where it belongs. Says what was counted.
  func expectArrivals(_ occasion: String, duplicatesAllowed: Bool = false) async throws {
    let arrivals = try await arrivals()
    let refusals = await sent.refusals
    #expect(arrivals.expected > 0)
    #expect(arrivals.missing == [], "\(instance.lastWords())")
    if !duplicatesAllowed { #expect(arrivals.duplicates == 0) }
    print(
      "\(occasion): \(arrivals.expected) answered with 250, \(arrivals.missing.count) missing,",
      "\(arrivals.duplicates) twice, \(refusals.count) refused or cut off")
  }
}
