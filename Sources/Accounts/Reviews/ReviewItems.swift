import Foundation
import Kernel
import MailModel
import Surface

/// The rows that a reviewer decides over, one by one or many at once.
enum ReviewItems {
  static let path = "\(ReviewsPage.path)/items"

  static let bulk = BulkPages(path, actions)

  static let actions = [
    BulkAction(
      "keep", Text(en: "Keep", es: "Mantener"), fields: [why(isRequired: false)],
      outcome: line
    ) { key, typed in try decision(.keep, key, typed) },
    BulkAction(
      "revoke", Text(en: "Revoke", es: "Retirar"), fields: [why(isRequired: true)], isDangerous: true,
      outcome: line
    ) { key, typed in try decision(.revoke, key, typed) },
  ]

  static let columns =
    [
      ConsoleList.Column(Text(en: "Account", es: "Cuenta"))
    ] + Holding.columns.map { .init($0) } + [
      .init(Text(en: "Outcome", es: "Resultado")), .init(Text(en: "By", es: "Por")),
      .init(Text(en: "Reason", es: "Motivo")),
    ]

  static func row(of item: ReviewItem) -> ConsoleList.Row {
    .init(
      "\(item.review)/\(item.number)",
      [.text(item.holding.account.text)] + item.holding.cells + [
        .tag(item.words, item.kind), .text(item.decider ?? "—"),
        .text(item.reason.map(Text.init(verbatim:)) ?? item.problem ?? Text(verbatim: "—")),
      ])
  }

  static func id(_ request: PageRequest) throws -> Int64 {
    guard let id = Int64(request.query["id", default: ""]) else {
      throw Fault(.notFound, en: "that is no review's number", es: "ese no es el número de una revisión")
    }
    return id
  }

  /// As a reviewer, or as somebody who may see the reviews of its place.
  static func evidence(_ request: PageRequest) async throws -> ReviewEvidence {
    let id = try id(request)
    let principal = try request.principal()
    if let reviewer = principal.account {
      let own = try await request.plane.ask(
        ListOwnReviews(address: reviewer, after: "\(id &+ 1)", limit: 1), as: principal)
      if own.items.first?.id == id {
        return try await request.plane.ask(ShowOwnReview(address: reviewer, id: id), as: principal)
      }
    }
    return try await request.plane.ask(ShowReview(id: id), as: principal)
  }

  private static func why(isRequired: Bool) -> FormField {
    FormField("reason", .text, Text(en: "Reason", es: "Motivo"), isRequired: isRequired)
  }

  @Sendable private static func decision(
    _ decision: ReviewItem.Decision, _ key: String, _ typed: BulkAction.Typed
  ) throws -> DecideReview {
    let parts = key.split(separator: "/").map(String.init)
    guard parts.count == 2, let review = Int64(parts[0]), let number = Int(parts[1]) else {
      throw Fault(.notFound, en: "“\(key.prefix(40))” is no item", es: "«\(key.prefix(40))» no es un elemento")
    }
    return DecideReview(id: review, items: [number], decision: decision, reason: typed["reason"])
  }

  @Sendable private static func line(_ items: [ReviewItem], at now: Date) -> Text {
    guard let item = items.first else { return Text(verbatim: "") }
    let what = "\(item.holding.account): \(item.holding.what)"
    return Text(en: "\(what): \(item.words.en)", es: "\(what): \(item.words.es)")
  }
}

extension ReviewItem {
  /// The tag's colour.
  fileprivate var kind: String {
    switch outcome {
    case .kept: "good"
    case .revoked, .gone, .failed: "bad"
    case .undecided, nil: "due"
    }
  }
}
