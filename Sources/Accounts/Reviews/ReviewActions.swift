import Foundation
import Kernel
import MailModel
import Store

/// Begins a review of the access that accounts have. What its reviewers revoke is taken away in the name, and with the
/// rights, of whoever begins it.
package struct AddReview: Action {
  package static let name = "reviews.add"
  package static let route = Route.post("reviews")
  package static let permission: Permission = "reviews.add"
  package static let summary = Text(
    en: "Begins a review of who has access to what.", es: "Empieza una revisión de quién tiene acceso a qué.")
  package var title: String
  package var reviewers: [Address]
  package var due: Date
  /// `role`, `group`, `shared`, `delegation`, `token`, `app-password`; all when nobody says.
  package var kinds: [String]?
  /// Of accounts of this domain, and to what is in it.
  package var domain: DomainName?
  package var undecided: Review.Undecided?
  package var scope: Scope { domain.map(Scope.domain) ?? .everything }

  /// So much is looked over at a time: more is several reviews.
  private static let most = 10_000

  package init(
    title: String, reviewers: [Address], due: Date, kinds: [String]? = nil, domain: DomainName? = nil,
    undecided: Review.Undecided? = nil
  ) {
    self.title = title
    self.reviewers = reviewers
    self.due = due
    self.kinds = kinds
    self.domain = domain
    self.undecided = undecided
  }

  package func perform(in work: Work) throws -> Review {
    let chosen = try (kinds ?? AccessKind.all.map(\.name)).map(AccessKind.named)
    let holdings = try chosen.flatMap { try $0.holdings(nil, work.db) }.filter(concerns)
    guard (1...Self.most).contains(holdings.count) else {
      throw Fault(
        .conflict, en: "there are \(holdings.count) accesses to look over, and a review has 1 to \(Self.most)",
        es: "hay \(holdings.count) accesos que revisar, y una revisión tiene de 1 a \(Self.most)",
        hint: Text(en: "choose other kinds, or one domain", es: "elija otros tipos, o un dominio"))
    }
    var review = Review(
      id: try Review.nextID(in: work.db), title: "", kinds: chosen.map(\.name), domain: domain, reviewers: [],
      due: due, undecided: undecided ?? .keep, author: "", created: work.now, items: holdings.count, decided: 0)
    try review.set(title: title, reviewers: reviewers, due: due, in: work)
    try review.insert(holdings, into: work.db)
    try work.enqueue(RemindReviewers(), key: RemindReviewers.name)
    return review
  }

  private func concerns(_ holding: Holding) -> Bool {
    domain.map { holding.account.domain == $0 || Scope.domain($0).contains(holding.scope) } ?? true
  }
}

/// Changes a review that is open. From then on it is that of whoever changed it: what is revoked is so in their name.
package struct ChangeReview: PlacedAction {
  package static let name = "reviews.change"
  package static let route = Route.put("reviews/{id}")
  package static let permission: Permission = "reviews.change"
  package static let summary = Text(
    en: "Changes the title, the reviewers or the day of a review.",
    es: "Cambia el título, quién revisa o el día de una revisión.")
  package var id: QueryNumber
  package var title: String?
  package var reviewers: [Address]?
  package var due: Date?
  package var undecided: Review.Undecided?

  package init(
    id: Int64, title: String? = nil, reviewers: [Address]? = nil, due: Date? = nil, undecided: Review.Undecided? = nil
  ) {
    self.id = QueryNumber(Int(id))
    self.title = title
    self.reviewers = reviewers
    self.due = due
    self.undecided = undecided
  }

  package func place(in db: any Database, for principal: Principal) throws -> Scope {
    try Review.existing(id, in: db).scope
  }

  package func perform(in work: Work) throws -> Review {
    var review = try Review.open(id, in: work.db)
    try work.record(before: review)
    if let undecided { review.undecided = undecided }
    try review.set(
      title: title ?? review.title, reviewers: reviewers ?? review.reviewers, due: due ?? review.due, in: work)
    try review.update(in: work.db)
    return review
  }
}

/// Takes a review back in which nobody has decided anything yet.
package struct RemoveReview: PlacedAction {
  package static let name = "reviews.remove"
  package static let route = Route.delete("reviews/{id}")
  package static let permission: Permission = "reviews.remove"
  package static let summary = Text(
    en: "Takes a review back in which nothing is decided yet.",
    es: "Retira una revisión en la que aún no se ha decidido nada.")
  package var id: QueryNumber

  package init(id: Int64) {
    self.id = QueryNumber(Int(id))
  }

  package func place(in db: any Database, for principal: Principal) throws -> Scope {
    try Review.existing(id, in: db).scope
  }

  package func perform(in work: Work) throws -> Review {
    let review = try Review.existing(id, in: work.db)
    guard review.closed == nil, review.decided == 0 else {
      throw Fault(
        .conflict, en: "review \(review.id) is evidence: something is decided in it",
        es: "la revisión \(review.id) es una prueba: en ella hay decisiones",
        hint: Text(
          en: "it stays; one that is open can be ended: palomar review close \(review.id)",
          es: "se queda; si está abierta puede terminarse: palomar review close \(review.id)"))
    }
    try work.record(before: review)
    try review.delete(from: work.db)
    return review
  }
}

/// Ends a review now: what is undecided becomes what it would have become when it was due.
package struct CloseReview: PlacedAction {
  package static let name = "reviews.close"
  package static let route = Route.post("reviews/{id}/close")
  package static let permission: Permission = "reviews.close"
  package static let summary = Text(en: "Ends a review now.", es: "Termina una revisión ahora.")
  package var id: QueryNumber

  package init(id: Int64) {
    self.id = QueryNumber(Int(id))
  }

  package func place(in db: any Database, for principal: Principal) throws -> Scope {
    try Review.existing(id, in: db).scope
  }

  package func perform(in work: Work) throws -> Review {
    var review = try Review.open(id, in: work.db)
    try work.record(before: review)
    review.due = min(review.due, work.now)
    try review.update(in: work.db)
    try work.enqueue(FinishReviews(), key: FinishReviews.name)
    return review
  }
}

extension Review {
  static func existing(_ id: QueryNumber, in db: any Database) throws -> Review {
    try existing(Int64(id.value), in: db)
  }

  static func open(_ id: QueryNumber, in db: any Database) throws -> Review {
    let review = try existing(id, in: db)
    guard review.closed == nil else {
      throw Fault(
        .conflict, en: "review \(review.id) is closed", es: "la revisión \(review.id) está cerrada",
        hint: Text(en: "begin another", es: "empiece otra"))
    }
    return review
  }

  /// Checks what people say about it, and notes whose it is.
  fileprivate mutating func set(title: String, reviewers: [Address], due: Date, in work: Work) throws {
    self.title = try OneLine.checked(title, field: "title").en.trimmingCharacters(in: .whitespaces)
    let new = Set(reviewers).subtracting(self.reviewers)
    self.reviewers = Set(reviewers).sorted()
    guard due > work.now else {
      throw Fault(
        .invalid, en: "\(due.formatted(.iso8601)) is past", es: "\(due.formatted(.iso8601)) ya ha pasado",
        hint: Text(en: "name a day to come", es: "indique un día futuro"), field: "due")
    }
    guard !self.title.isEmpty else {
      throw Fault(.invalid, en: "a review needs a title", es: "una revisión necesita un título", field: "title")
    }
    guard (1...50).contains(self.reviewers.count) else {
      throw Fault(
        .invalid, en: "a review needs 1 to 50 reviewers", es: "una revisión necesita de 1 a 50 personas que revisen",
        field: "reviewers")
    }
    for reviewer in new.sorted() { _ = try Account.person(reviewer, in: work.db) }
    self.due = due
    author = work.principal.name
    account = work.principal.account
    token = work.principal.origin.token
  }
}
