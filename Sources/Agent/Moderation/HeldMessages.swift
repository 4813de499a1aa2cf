import AgentProtocol
import Foundation
import MailModel

/// Messages that Postfix holds until a group's moderators decide (postsuper(1), postcat(1)).
actor HeldMessages {
  private let layout: Layout
  /// Held for another reason; looked into once.
  private var others: Set<QueueID> = []

  /// So many are described in one answer.
  private static let most = 200
  /// Octets of a header that are passed on.
  private static let headerLimit = 32 << 10
  /// Octets of the largest message that Postfix may have taken; a letter has only the beginning of it.
  private static let messageLimit = 1 << 30

  init(layout: Layout) {
    self.layout = layout
  }

  func find(_ request: FindHeldMessages) async throws -> HeldMessagesFound {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    let held = names.compactMap { try? QueueID($0) }.sorted()
    others.formIntersection(held)
    let known = others.union(request.known)
    var new: [HeldMessage] = []
    for id in held where !known.contains(id) && new.count < Self.most {
      guard let message = try await describe(id) else { continue }
      if message.isForModerators { new.append(message) } else { others.insert(id) }
    }
    return HeldMessagesFound(held: held, elsewhere: try await elsewhere(request.known, but: Set(held)), new: new)
  }

  /// Those that were released and are not delivered yet: held again, by an administrator, they are not the group's.
  private func elsewhere(_ known: [QueueID], but held: Set<QueueID>) async throws -> [QueueID] {
    var found: [QueueID] = []
    for id in known where !held.contains(id) {
      if try await postcat(["-e"], id).run().succeeded { found.append(id) }
    }
    return found
  }

  func tell(_ request: TellOfHeldMessage, as host: DomainName?, at now: Date) async throws {
    guard let host, isHeld(request.id) else { return }
    var whole = postcat(["-h", "-b"], request.id)
    whole.outputLimit = Self.messageLimit
    let message = try await whole.succeed().octets
    let letter = HeldMessageLetter(about: request, from: host, at: now)
    // `-e`: what a full mailbox does not take fails here, and bounces to nobody.
    try await Program(
      "/usr/lib/dovecot/dovecot-lda",
      ["-c", "\(layout.dovecotConfig)/dovecot.conf", "-e", "-d", request.moderator.text]
    ).succeed(input: letter.octets(with: message))
  }

  func settle(_ request: SettleHeldMessage) async throws {
    guard isHeld(request.id) else { return }
    let configuration = ["-c", layout.postfixConfig]
    let verb = request.releases ? ["-H", request.id.text] : ["-d", request.id.text, "hold"]
    try await Program("/usr/sbin/postsuper", configuration + verb).succeed()
    guard request.releases else { return }
    // It is among those put off now, whose turn comes within a minute anyway.
    _ = try? await Program("/usr/sbin/postqueue", configuration + ["-i", request.id.text]).run()
  }

  private var directory: String { "\(layout.postfixQueue)/hold" }

  private func isHeld(_ id: QueueID) -> Bool { FileManager.default.fileExists(atPath: "\(directory)/\(id)") }

  private func postcat(_ parts: [String], _ id: QueueID) -> Program {
    Program("/usr/sbin/postcat", ["-c", layout.postfixConfig] + parts + ["-q", id.text])
  }

  /// `nil` when it left the queue meanwhile.
  private func describe(_ id: QueueID) async throws -> HeldMessage? {
    let found = try await postcat(["-h"], id).run()
    let attributes = try? FileManager.default.attributesOfItem(atPath: "\(directory)/\(id)")
    guard found.succeeded, let attributes else { return nil }
    return HeldMessage(
      id: id, header: String(decoding: found.octets.prefix(Self.headerLimit), as: UTF8.self),
      size: attributes[.size] as? Int ?? 0, arrived: attributes[.modificationDate] as? Date ?? Date())
  }
}

extension HeldMessage {
  /// Only the filter writes that line.
  fileprivate var isForModerators: Bool {
    header.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("\(Layout.heldHeader):") }
  }
}
