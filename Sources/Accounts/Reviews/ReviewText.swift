import Foundation
import Kernel
import MailFormats
import MailModel
import Surface

extension ReviewItem {
  /// What was decided and what became of it, in words.
  var words: Text {
    switch (outcome, decision) {
    case (.kept, _): Text(en: "kept", es: "se mantiene")
    case (.revoked, _): Text(en: "revoked", es: "retirado")
    case (.gone, _): Text(en: "had ended already", es: "ya había terminado")
    case (.undecided, _): Text(en: "nobody decided", es: "nadie decidió")
    case (.failed, _): Text(en: "could not be revoked", es: "no pudo retirarse")
    case (nil, _): Text(en: "to decide", es: "por decidir")
    }
  }
}

extension [ReviewItem] {
  var table: String {
    var table = Table(
      spoken(en: "ITEM", es: "ELEMENTO"), spoken(en: "ACCOUNT", es: "CUENTA"), spoken(en: "KIND", es: "TIPO"),
      spoken(en: "WHAT", es: "QUÉ"), spoken(en: "WHERE", es: "DÓNDE"), spoken(en: "OUTCOME", es: "RESULTADO"),
      spoken(en: "BY", es: "POR"), spoken(en: "REASON", es: "MOTIVO"))
    for item in self {
      let holding = item.holding
      table.add(
        "\(item.number)", holding.account.text, holding.kind, holding.what, holding.scope.text,
        item.words(in: .spoken), item.decider ?? "", item.reason ?? item.problem?(in: .spoken) ?? "")
    }
    return table.text
  }
}

extension ReviewEvidence {
  var text: String {
    """
    \(review.title) · \(review.scope) · \(spoken(en: "due", es: "vence")) \(review.due.formatted(.iso8601))
    \(spoken(en: "reviewers", es: "revisan")): \(review.reviewers.map(\.text).joined(separator: ", "))
    \(spoken(en: "decided", es: "decidido")): \(review.decided)/\(review.items)

    \(items.table)
    """
  }

  var csv: String {
    let header = [
      "review", "item", "account", "kind", "what", "scope", "since", "until", "detail", "decision", "reason", "decider",
      "decided", "outcome", "problem",
    ]
    let rows = items.map { item -> [String] in
      let holding = item.holding
      return [
        "\(item.review)", "\(item.number)", holding.account.text, holding.kind, holding.what, holding.scope.text,
        holding.since.formatted(.iso8601), holding.until?.formatted(.iso8601) ?? "", holding.detail,
        item.decision?.rawValue ?? "", item.reason ?? "", item.decider ?? "", item.decided?.formatted(.iso8601) ?? "",
        item.outcome?.rawValue ?? "", item.problem?.en ?? "",
      ]
    }
    return ([header] + rows).map(CSVLine.text).joined()
  }
}
