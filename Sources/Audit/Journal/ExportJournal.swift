import Foundation
import Kernel
import MailModel
import Store
import Surface

/// The journal in the order in which it was written, page by page, with all that it takes to prove it.
package struct ExportJournal: DomainQuery {
  package static let name = "journal.export"
  package static let route = Route.get("journal/export")
  package static let permission: Permission = "journal.read"
  package static let summary = Text(
    en: "Reads the journal from its beginning, page by page.", es: "Lee el diario desde su principio, por páginas.")
  package var actor: String?
  package var action: String?
  package var scope: String?
  package var result: JournalEntry.Result?
  package var text: String?
  package var from: Date?
  package var until: Date?
  /// The number after which the page begins.
  package var after: QueryNumber?

  package init(_ filter: JournalFilter = .all, after: QueryNumber? = nil) {
    actor = filter.actor
    action = filter.action
    scope = filter.scope
    result = filter.result
    text = filter.text
    from = filter.from
    until = filter.until
    self.after = after
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> [JournalEntry] {
    let filter = JournalFilter(
      actor: actor, action: action, scope: scope, result: result, text: text, from: from, until: until)
    return try Journal(db: db).entries(
      matching: filter.within(visible), after: (after?.value).map(Int64.init), limit: Page<JournalEntry>.limit)
  }
}
