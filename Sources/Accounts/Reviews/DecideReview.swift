import Foundation
import Kernel
import MailModel
import Store

/// Keeps or revokes what a review looks over. What is revoked ends at once.
package struct DecideReview: PlacedAction {
  package static let name = "reviews.decide"
  package static let route = Route.post("reviews/{id}/decide")
  package static let permission: Permission = "ownReviews.decide"
  package static let summary = Text(
    en: "Keeps or revokes what a review looks over.", es: "Mantiene o retira lo que mira una revisión.")
  package var id: QueryNumber
  /// Their numbers.
  package var items: [Int]
  package var decision: ReviewItem.Decision
  package var reason: String?

  package init(id: Int64, items: [Int], decision: ReviewItem.Decision, reason: String? = nil) {
    self.id = QueryNumber(Int(id))
    self.items = items
    self.decision = decision
    self.reason = reason
  }

  /// A reviewer's own; whoever is none needs the permission where the review is.
  package func place(in db: any Database, for principal: Principal) throws -> Scope {
    let review = try Review.existing(id, in: db)
    return principal.account.flatMap { review.reviewers.contains($0) ? .account($0) : nil } ?? review.scope
  }

  package func perform(in work: Work) throws -> [ReviewItem] {
    let review = try Review.open(id, in: work.db)
    try requireReviewer(of: review, work.principal)
    guard (1...1_000).contains(items.count) else {
      throw Fault(.invalid, en: "decide over 1 to 1000 items", es: "decida sobre 1 a 1000 elementos", field: "items")
    }
    let reason = try reason.map { try OneLine.checked($0, field: "reason").en } ?? ""
    guard decision == .keep || !reason.isEmpty else {
      throw Fault(
        .invalid, en: "to revoke something takes a reason", es: "retirar algo exige un motivo",
        hint: Text(en: "say why", es: "diga por qué"), field: "reason")
    }
    return try items.map { try decide($0, of: review, reason, in: work) }
  }

  private func requireReviewer(of review: Review, _ principal: Principal) throws(Fault) {
    guard let account = principal.account, !review.reviewers.contains(account) else { return }
    let names = review.reviewers.map(\.text).joined(separator: ", ")
    throw Fault(
      .forbidden, en: "\(account) is no reviewer of review \(review.id)",
      es: "\(account) no revisa la revisión \(review.id)",
      hint: Text(en: "its reviewers are \(names)", es: "quienes la revisan: \(names)"))
  }

  private func decide(_ number: Int, of review: Review, _ reason: String, in work: Work) throws -> ReviewItem {
    var item = try ReviewItem.existing(number, of: review.id, in: work.db)
    guard item.holding.account != work.principal.account else {
      throw Fault(
        .forbidden, en: "\(item.holding.account) cannot review what they have themselves: item \(number)",
        es: "\(item.holding.account) no puede revisar lo que tiene: elemento \(number)",
        hint: Text(en: "leave it to another reviewer", es: "déjelo a otra persona que revise"))
    }
    guard item.decision == nil, item.outcome == nil else {
      throw Fault(
        .conflict, en: "item \(number) is decided already", es: "el elemento \(number) ya está decidido",
        hint: Text(en: "what is decided stays: it is evidence", es: "lo decidido se queda: es una prueba"))
    }
    item.decision = decision
    item.reason = reason.isEmpty ? nil : reason
    item.decider = work.principal.name
    item.decided = work.now
    item.outcome = decision == .keep ? .kept : try review.revoke(item, in: work)
    try item.update(in: work.db)
    return item
  }
}
