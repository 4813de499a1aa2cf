import Foundation
import Kernel
import MailModel
import Store

extension Review {
  /// Takes away what `item` is about, in the name of whoever began the review and with the rights that they have now.
  func revoke(_ item: ReviewItem, in work: Work) throws -> ReviewItem.Outcome {
    let kind = try AccessKind.named(item.holding.kind)
    let present = try kind.holdings(item.holding.account, work.db)
    guard present.contains(where: { $0.what == item.holding.what && $0.scope == item.holding.scope }) else {
      return .gone
    }
    try work.acting(as: author(of: item, in: work)) { try kind.revoke(item.holding, $0) }
    // What nobody decided is revoked by nobody who could wait.
    if work.principal.isPalomar { try work.requireNoSecondPerson() }
    return .revoked
  }

  private func author(of item: ReviewItem, in work: Work) throws -> Principal {
    let words =
      "\(item.reason.map { "\($0) " } ?? "")[review \(id), item \(item.number), decided by \(work.principal.name)]"
    return try Rights.again(author, account, token: token, because: words, in: work)
  }
}

/// Ends the reviews that are due: decides what nobody decided, as each review says, and keeps the evidence.
struct FinishReviews: Job {
  static let name = "reviews.finish"
  /// Seconds between two looks.
  static let interval: TimeInterval = 60

  func run(with plane: ControlPlane) async throws {
    let now = plane.now()
    for review in try await plane.store.read({ try Review.open(in: $0) }) where review.due <= now {
      if review.undecided == .revoke { try await revokeUndecided(of: review, with: plane) }
      try await plane.store.write { db in
        let work = Work(db: db, now: now, principal: .system(Self.name))
        try review.close(at: now, in: db)
        // All of it goes into the chain of the journal: nobody changes it afterwards without being found out.
        try work.record(
          "reviews.closed", ReviewEvidence(of: Review.existing(review.id, in: db), in: db), in: review.scope)
      }
    }
  }

  /// One by one: what cannot be taken away, as the last administrator's role, leaves its reason and stops nothing else.
  private func revokeUndecided(of review: Review, with plane: ControlPlane) async throws {
    for item in try await plane.store.read({ try ReviewItem.undecided(of: review.id, in: $0) }) {
      let revoke = DecideReview(
        id: review.id, items: [item.number], decision: .revoke, reason: "undecided when the review was due")
      do {
        _ = try await plane.perform(revoke, as: .system(Self.name))
      } catch let fault as Fault {
        try await plane.store.write { db in
          var failed = item
          failed.outcome = .failed
          failed.problem = fault.message
          try failed.update(in: db)
        }
      }
    }
  }
}

/// A review with all that was decided, as an auditor keeps it.
package struct ReviewEvidence: Codable, Sendable {
  package var review: Review
  package var items: [ReviewItem]

  init(of review: Review, in db: any Database) throws {
    self.review = review
    items = try ReviewItem.list(of: review.id, in: db)
  }

  /// `found` is what somebody may see, if that is the one they ask for.
  init(of found: Review?, _ id: QueryNumber, in db: any Database) throws {
    guard let found, found.id == id.value else { throw Review.unknown(Int64(id.value)) }
    try self.init(of: found, in: db)
  }
}
