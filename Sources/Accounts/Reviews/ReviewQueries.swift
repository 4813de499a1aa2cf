import Kernel
import MailModel
import Store

package struct ListReviews: DomainQuery {
  package static let name = "reviews.list"
  package static let route = Route.get("reviews")
  package static let permission: Permission = "reviews.read"
  package static let summary = Text(
    en: "Lists the reviews, page by page, the newest first.",
    es: "Enumera por páginas las revisiones, primero las más nuevas.")
  package var after: String?
  package var limit: QueryNumber?

  package init(after: String? = nil, limit: QueryNumber? = nil) {
    self.after = after
    self.limit = limit
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> Page<Review> {
    try .of(limit) { try Review.list(within: visible, before: after.flatMap(Int64.init), limit: $0, in: db) }
  }
}

package struct ShowReview: DomainQuery {
  package static let name = "reviews.show"
  package static let route = Route.get("reviews/{id}")
  package static let permission: Permission = "reviews.read"
  package static let summary = Text(
    en: "Shows a review with everything that was decided.", es: "Muestra una revisión con todo lo que se decidió.")
  package var id: QueryNumber

  package init(id: Int64) {
    self.id = QueryNumber(Int(id))
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> ReviewEvidence {
    let found = try Review.list(within: visible, before: Int64(id.value) &+ 1, limit: 1, in: db).first
    return try ReviewEvidence(of: found, id, in: db)
  }
}

/// The reviews that wait for somebody, or did.
package struct ListOwnReviews: Query {
  package static let name = "reviews.own"
  package static let route = Route.get("accounts/{address}/reviews")
  package static let permission: Permission = "ownReviews.read"
  package static let summary = Text(
    en: "Lists the reviews that an account is a reviewer of, page by page, the newest first.",
    es: "Enumera por páginas las revisiones que una cuenta revisa, primero las más nuevas.")
  package var address: Address
  package var after: String?
  package var limit: QueryNumber?
  package var scope: Scope { .account(address) }

  package init(address: Address, after: String? = nil, limit: QueryNumber? = nil) {
    self.address = address
    self.after = after
    self.limit = limit
  }

  package func answer(from db: any Database) throws -> Page<Review> {
    try .of(limit) { try Review.list(by: address, before: after.flatMap(Int64.init), limit: $0, in: db) }
  }
}

extension Page<Review> {
  fileprivate static func of(_ limit: QueryNumber?, _ rows: (Int) throws -> [Review]) throws -> Self {
    let size = Self.size(limit)
    return Page(rows: try rows(size + 1), limit: size) { String($0.id) }
  }
}

package struct ShowOwnReview: Query {
  package static let name = "reviews.showOwn"
  package static let route = Route.get("accounts/{address}/reviews/{id}")
  package static let permission: Permission = "ownReviews.read"
  package static let summary = Text(
    en: "Shows a reviewer what there is to decide.", es: "Muestra a quien revisa lo que hay que decidir.")
  package var address: Address
  package var id: QueryNumber
  package var scope: Scope { .account(address) }

  package init(address: Address, id: Int64) {
    self.address = address
    self.id = QueryNumber(Int(id))
  }

  package func answer(from db: any Database) throws -> ReviewEvidence {
    let found = try Review.list(by: address, before: Int64(id.value) &+ 1, limit: 1, in: db).first
    return try ReviewEvidence(of: found, id, in: db)
  }
}
