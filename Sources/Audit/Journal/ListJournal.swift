import Foundation
import Kernel
import MailModel
import Store
import Surface

package struct ListJournal: DomainQuery {
  package static let name = "journal.list"
  package static let route = Route.get("journal")
  package static let permission: Permission = "journal.read"
  package static let summary = Text(
    en: "Lists journal entries, the newest first.", es: "Enumera el diario, lo más reciente primero.")
  package var actor: String?
  package var action: String?
  package var scope: String?
  package var result: JournalEntry.Result?
  package var text: String?
  package var from: Date?
  package var until: Date?
  package var before: QueryNumber?
  package var limit: QueryNumber?

  package init(_ filter: JournalFilter = .all, before: QueryNumber? = nil, limit: QueryNumber? = nil) {
    actor = filter.actor
    action = filter.action
    scope = filter.scope
    result = filter.result
    text = filter.text
    from = filter.from
    until = filter.until
    self.before = before
    self.limit = limit
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> [JournalEntry] {
    let size = Page<JournalEntry>.size(limit, usual: 100)
    return try Journal(db: db).entries(
      matching: filter.within(visible), before: (before?.value).map(Int64.init), limit: size)
  }

  private var filter: JournalFilter {
    JournalFilter(actor: actor, action: action, scope: scope, result: result, text: text, from: from, until: until)
  }
}
