import Foundation
import Kernel
import MailModel
import Store

/// From where, how and as whom a mailbox was used, as often as it was: what its owner wants to know.
package struct MailboxUse: Codable, Sendable {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// Somebody had a right password.
    case signedIn
    case refused
    /// A message was sent, as the owner or by the owner.
    case sent
  }

  package var kind: Kind
  /// Who was signed in: the owner, or whoever may send as the owner.
  package var account: String
  /// `imap`, `pop3`, `managesieve` or `submission`.
  package var access: String
  package var client: String
  /// `nil` for the main password, and for sending, of which the log does not say it.
  package var appPassword: String?
  package var times: Int
  package var first: Date
  package var last: Date
}

package struct MailboxUses: Codable, Sendable {
  /// The last that was seen first.
  package var uses: [MailboxUse]
  /// Whether there was more in that time than could be looked at.
  package var isCut: Bool
}

package struct ListMailboxUses: HistoryQuery {
  package static let name = "mailboxUses.list"
  package static let route = Route.get("accounts/{address}/uses")
  package static let permission: Permission = "mailboxUses.read"
  package static let summary = Text(
    en: "Tells from where, by which protocol and with which app password a mailbox was used.",
    es: "Dice desde dónde, por qué protocolo y con qué contraseña de aplicación se usó un buzón.")
  package var address: Address
  package var since: Date?
  package var until: Date?
  package var scope: Scope { .account(address) }

  /// Sign-ins and messages that are looked at, the newest first.
  private static let most = 2_000

  package init(address: Address, since: Date? = nil, until: Date? = nil) {
    self.address = address
    self.since = since
    self.until = until
  }

  package func answer(from db: any Database) throws -> MailboxUses {
    var conditions = TraceQuestion(since: since, until: until).conditions()
    conditions.keys = [[TraceKey.account, .sender].map { StoryKeys.Key(kind: $0, hash: KeyHash(address.text)) }]
    conditions.holds = { use(StoryReader.message(of: $0)) != nil }
    let (stories, next) = try TraceSearch(db: db, conditions: conditions).page(of: Self.most)
    let uses = stories.map(StoryReader.message(of:)).compactMap(use)
    let together = Dictionary(grouping: uses) { [$0.kind.rawValue, $0.account, $0.access, $0.client, $0.appPassword] }
      .values.compactMap(Self.together)
    return MailboxUses(uses: together.sorted { ($0.last, $0.client) > ($1.last, $1.client) }, isCut: next != nil)
  }

  /// What a message's or a sign-in's lines say of the use; `nil` where nobody was signed in, and for the lines of the
  /// authentication itself, which the program that asked repeats.
  private func use(_ message: TracedMessage) -> MailboxUse? {
    guard let account = message.account, let access = message.access, let client = message.client else { return nil }
    guard [account, message.sender].contains(where: { $0?.lowercased() == address.text }) else { return nil }
    let kind: MailboxUse.Kind =
      message.kind != .signIn ? .sent : message.statuses.contains(.signedIn) ? .signedIn : .refused
    return MailboxUse(
      kind: kind, account: account, access: access, client: client, appPassword: message.appPassword, times: 1,
      first: message.first, last: message.first)
  }

  private static func together(_ uses: [MailboxUse]) -> MailboxUse? {
    uses.dropFirst().reduce(into: uses.first) { whole, use in
      whole?.times += use.times
      if let first = whole?.first { whole?.first = min(first, use.first) }
      if let last = whole?.last { whole?.last = max(last, use.last) }
    }
  }
}
