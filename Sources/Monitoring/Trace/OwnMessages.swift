import Foundation
import Kernel
import MailModel
import Store

/// What became of the messages that somebody sent or got. Of what others sent, only what concerns this account.
package struct FindOwnMessages: HistoryQuery {
  package static let name = "ownMessages.find"
  package static let route = Route.get("accounts/{address}/messages")
  package static let permission: Permission = "ownMessages.read"
  package static let summary = Text(
    en: "Finds what became of an account's own messages.", es: "Busca qué fue de los mensajes propios de una cuenta.")
  package var address: Address
  package var text: String?
  package var status: TraceStatus?
  package var since: Date?
  package var after: String?
  package var limit: QueryNumber?
  package var scope: Scope { .account(address) }

  package init(
    address: Address, text: String? = nil, status: TraceStatus? = nil, since: Date? = nil, after: String? = nil,
    limit: QueryNumber? = nil
  ) {
    self.address = address
    self.text = text
    self.status = status
    self.since = since
    self.after = after
    self.limit = limit
  }

  package func answer(from db: any Database) throws -> Page<TracedMessage> {
    let size = Page<TracedMessage>.size(limit, usual: 50)
    var conditions = TraceQuestion(text: text, status: status, since: since).conditions()
    conditions.keys.append(
      [TraceKey.sender, .recipient, .account].map { StoryKeys.Key(kind: $0, hash: KeyHash(address.text)) })
    // What is looked for may stand in a line that is not theirs to see.
    let isWanted = conditions.holds
    conditions.holds = { story in
      guard isWanted(story), let message = own(StoryReader.message(of: story)) else { return false }
      return status.map(message.statuses.contains) ?? true && text.map(message.tells) ?? true
    }
    let mark = after.map(TraceSearch.Mark.init(text:))
    let (stories, next) = try TraceSearch(db: db, conditions: conditions).page(of: size, after: mark)
    return Page(items: stories.map(StoryReader.message(of:)).compactMap(own), next: next?.text)
  }

  /// As much of a message as is theirs to know: all of what they sent, or what somebody sent as them; else who wrote to
  /// them, and what became of it for them. An envelope sender alone proves nothing: anybody may write one.
  private func own(_ message: TracedMessage) -> TracedMessage? {
    guard message.kind != .signIn else { return nil }
    if isSelf(message.account) || isSelf(message.sender) && message.account != nil { return message }
    var message = message
    message.recipients.removeAll { !isSelf($0.address) && !isSelf($0.originally) }
    guard !message.recipients.isEmpty else { return nil }
    message.client = nil
    message.account = nil
    message.access = nil
    message.filter = nil
    let fates = message.recipients.compactMap(\.status)
    message.statuses.removeAll { Self.fates.contains($0) && !fates.contains($0) }
    message.verdict = Verdict.of(message, .removed)
    return message
  }

  /// What may differ from one recipient to the other.
  private static let fates: Set<TraceStatus> = [.delivered, .deferred, .bounced, .expired]

  private func isSelf(_ other: String?) -> Bool { other?.lowercased() == address.text }
}

extension TracedMessage {
  /// Whether `text` is, or is the domain of, something that stands here to read.
  fileprivate func tells(_ text: String) -> Bool {
    let wanted = text.trimmingCharacters(in: .whitespaces.union(CharacterSet(charactersIn: "<>"))).lowercased()
    let addresses = ([sender, account] + recipients.flatMap { [$0.address, $0.originally] }).compactMap { $0 }
    return wanted.isEmpty
      || ([id, messageID, client].compactMap { $0 } + addresses).contains { $0.lowercased() == wanted }
      || addresses.contains { $0.lowercased().hasSuffix("@\(wanted)") }
  }
}
