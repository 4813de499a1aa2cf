import Foundation
import Kernel
import MailModel

/// What somebody looks for, in words; every field that is given must be met.
package struct TraceQuestion: Codable, Sendable {
  /// An address, a domain, a client's address, a Message-ID or a queue ID: whichever it looks like.
  package var text: String?
  /// An address or a domain.
  package var from: String?
  package var to: String?
  /// A queue ID or a Message-ID.
  package var id: String?
  package var client: String?
  /// Who was signed in.
  package var account: String?
  package var status: TraceStatus?
  package var since: Date?
  package var until: Date?

  package init(
    text: String? = nil, from: String? = nil, to: String? = nil, id: String? = nil, client: String? = nil,
    account: String? = nil, status: TraceStatus? = nil, since: Date? = nil, until: Date? = nil
  ) {
    self.text = text
    self.from = from
    self.to = to
    self.id = id
    self.client = client
    self.account = account
    self.status = status
    self.since = since
    self.until = until
  }

  func conditions(within visible: Visibility = .everything) -> TraceSearch.Conditions {
    let wanted = wanted
    var conditions = TraceSearch.Conditions(keys: wanted.map { $0.map(\.key) })
    if let status { conditions.keys.append([StoryKeys.Key(kind: .status, hash: KeyHash(status))]) }
    if case .only(let domains) = visible { conditions.keys.append(Self.keys(of: domains)) }
    conditions.since = since.map(\.micros)
    conditions.until = until.map(\.micros)
    conditions.holds = { story in
      wanted.allSatisfy { alternatives in alternatives.contains { $0.stands(in: story) } }
        && Self.sees(story, within: visible)
    }
    return conditions
  }

  /// For each field, what may meet it.
  private var wanted: [[Value]] {
    var all: [[Value]] = []
    if let text = text?.bare { all.append(Self.guesses(of: text)) }
    if let from = from?.bare { all.append([Value(from.contains("@") ? .sender : .senderDomain, from)]) }
    if let to = to?.bare { all.append([Value(to.contains("@") ? .recipient : .recipientDomain, to)]) }
    if let id = id?.bare { all.append([Value(.id, id), Value(.messageID, id)]) }
    if let client = client?.bare { all.append([Value(.client, client)]) }
    if let account = account?.bare { all.append([Value(.account, account)]) }
    return all
  }

  private static func guesses(of text: String) -> [Value] {
    var kinds: [TraceKey] = [.id, .messageID]
    if text.contains("@") {
      kinds += [.sender, .recipient, .account]
    } else if (try? IPAddress(text)) != nil {
      kinds = [.client]
    } else if text.contains(".") {
      kinds += [.senderDomain, .recipientDomain, .accountDomain]
    }
    return kinds.map { Value($0, text) }
  }

  private static func keys(of domains: Set<DomainName>) -> [StoryKeys.Key] {
    domains.sorted().flatMap { domain in
      [TraceKey.senderDomain, .recipientDomain, .accountDomain].map {
        StoryKeys.Key(kind: $0, hash: KeyHash(domain.name))
      }
    }
  }

  /// Whether one of the domains that a story is about may be seen. One that is about none belongs to the whole service.
  private static func sees(_ story: Story, within visible: Visibility) -> Bool {
    guard visible != .everything else { return true }
    let message = StoryReader.message(of: story)
    let addresses = [message.sender, message.account].compactMap { $0 } + message.recipients.map(\.address)
    let domains = addresses.compactMap { try? Address($0).domain }
    if domains.isEmpty, case .allBut = visible { return true }
    return domains.contains(where: visible.contains)
  }

  private struct Value: Sendable {
    let kind: TraceKey
    let text: String
    var key: StoryKeys.Key { StoryKeys.Key(kind: kind, hash: KeyHash(text)) }

    init(_ kind: TraceKey, _ text: String) {
      self.kind = kind
      self.text = text
    }

    func stands(in story: Story) -> Bool {
      story.id.text == text
        || story.lines.contains { String(decoding: $0.octets, as: UTF8.self).localizedCaseInsensitiveContains(text) }
    }
  }
}

extension String {
  /// Without blanks around and the brackets of a Message-ID; `nil` when nothing is left.
  fileprivate var bare: String? {
    let text = trimmingCharacters(in: .whitespaces.union(CharacterSet(charactersIn: "<>")))
    return text.isEmpty ? nil : text
  }
}

extension Date {
  var micros: Int64 { Int64((timeIntervalSince1970 * 1_000_000).rounded()) }
}
