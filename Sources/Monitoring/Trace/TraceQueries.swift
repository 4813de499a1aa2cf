import Foundation
import Kernel
import MailModel
import Store

/// Finds what became of messages. Whoever sees some domains only finds what went from or to them.
package struct FindMessages: DomainQuery, HistoryQuery {
  package static let name = "trace.find"
  package static let route = Route.get("trace")
  package static let permission: Permission = "trace.read"
  package static let summary = Text(
    en: "Finds what became of messages, the newest first.",
    es: "Busca qué fue de los mensajes, lo más reciente primero.")
  package var text: String?
  package var from: String?
  package var to: String?
  package var id: String?
  package var client: String?
  package var account: String?
  package var status: TraceStatus?
  package var since: Date?
  package var until: Date?
  package var after: String?
  package var limit: QueryNumber?

  package init(_ question: TraceQuestion, after: String? = nil, limit: QueryNumber? = nil) {
    text = question.text
    from = question.from
    to = question.to
    id = question.id
    client = question.client
    account = question.account
    status = question.status
    since = question.since
    until = question.until
    self.after = after
    self.limit = limit
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> Page<TracedMessage> {
    let size = Page<TracedMessage>.size(limit, usual: 50)
    let search = TraceSearch(db: db, conditions: question.conditions(within: visible))
    let (stories, next) = try search.page(of: size, after: after.map(TraceSearch.Mark.init(text:)))
    return Page(items: stories.map(StoryReader.message(of:)), next: next?.text)
  }

  private var question: TraceQuestion {
    TraceQuestion(
      text: text, from: from, to: to, id: id, client: client, account: account, status: status, since: since,
      until: until)
  }
}

/// One story with its lines, and the stories that it goes on in or came from.
package struct ShowMessage: DomainQuery, HistoryQuery {
  package static let name = "trace.show"
  package static let route = Route.get("trace/{id}")
  package static let permission: Permission = "trace.read"
  package static let summary = Text(
    en: "Shows what the logs say of one message.", es: "Muestra qué dicen los registros de un mensaje.")
  package var id: String

  package init(id: String) {
    self.id = id
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> TracedStory {
    guard let story = try Self.story(id, in: db, within: visible) else {
      throw Fault(
        .notFound, en: "no log that was read tells of a message \(id)",
        es: "ningún registro leído habla de un mensaje \(id)",
        hint: Text(
          en: "look for it by address: palomar trace ana@example.org", es: "búsquelo: palomar trace ana@example.org"))
    }
    let linked = try story.links.compactMap { try Self.story($0.other.text, in: db, within: visible) }
    return TracedStory(
      message: StoryReader.message(of: story), steps: StoryReader.steps(of: story),
      linked: linked.map(StoryReader.message(of:)))
  }

  /// The newest of that name: queue IDs are used again.
  private static func story(_ id: String, in db: any Database, within visible: Visibility) throws -> Story? {
    var conditions = TraceQuestion(id: id).conditions(within: visible)
    conditions.keys[0] = [StoryKeys.Key(kind: .id, hash: KeyHash(id))]
    return try TraceSearch(db: db, conditions: conditions).page(of: 1).stories.first
  }
}

extension TraceSearch.Mark {
  /// What `text` wrote; anything else begins at the newest.
  init(text: String) {
    let numbers = text.split(separator: "-").compactMap { Int64($0) }
    switch numbers.count {
    case 1: self.init(run: nil, place: numbers[0])
    case 3: self.init(run: Run(lastTime: numbers[0], id: numbers[1]), place: numbers[2])
    default: self.init(run: nil, place: .max)
    }
  }

  var text: String { run.map { "\($0.lastTime)-\($0.id)-\(place)" } ?? "\(place)" }
}
