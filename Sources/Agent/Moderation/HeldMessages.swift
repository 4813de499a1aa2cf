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

  init(layout: Layout) {
    self.layout = layout
  }

  func find(_ request: FindHeldMessages) async throws -> HeldMessagesFound {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    let present = names.compactMap { try? QueueID($0) }.sorted()
    others.formIntersection(present)
    let known = others.union(request.known)
    var new: [HeldMessage] = []
    for id in present where !known.contains(id) && new.count < Self.most {
      guard let message = try await describe(id) else { continue }
      if message.isForModerators { new.append(message) } else { others.insert(id) }
    }
    return HeldMessagesFound(present: present, new: new)
  }

  func tell(_ request: TellOfHeldMessage, as host: DomainName?, at now: Date) async throws {
    guard let host, isHeld(request.id) else { return }
    let message = try await postcat(["-h", "-b"], request.id).succeed().octets
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
