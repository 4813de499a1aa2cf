import Foundation
import Kernel
import MailModel
import Store

/// Writes the journal's head down wherever an anchor says so, unless it stands there already.
struct SealJournal: Job {
  static let name = "journal.seal"
  /// Seconds between two rounds: so old may be what nobody can deny.
  static let interval: TimeInterval = 300

  /// Every anchor gets its chance; then the first failure shows as this job's, which is tried again.
  func run(with plane: ControlPlane) async throws {
    let (head, anchors) = try await plane.store.read { (try Journal(db: $0).head(), try Anchor.all(in: $0)) }
    guard let head else { return }
    var failure: (any Error)?
    for anchor in anchors where anchor.last?.number != head.number || anchor.last?.hash != head.hash {
      do {
        try await seal(head, at: anchor, plane)
      } catch {
        failure = failure ?? error
        let words = (error as? Fault).map { Text(en: $0.line(in: .english), es: $0.line(in: .spanish)) }
        try await plane.store.write { try anchor.record(failure: words ?? Text(verbatim: "\(error)"), in: $0) }
      }
    }
    if let failure { throw failure }
  }

  private func seal(_ head: JournalHead, at anchor: Anchor, _ plane: ControlPlane) async throws {
    try await requireContinuity(of: anchor, plane.store)
    let seal = JournalSeal(number: head.number, hash: head.hash, at: JournalTime(plane.now()))
    try await plane.world.anchors.keep(seal, anchor.place, anchor.name)
    try await plane.store.write { try anchor.record(seal, in: $0) }
  }

  /// A journal that lost what was sealed must not be sealed over.
  private func requireContinuity(of anchor: Anchor, _ store: Store) async throws {
    guard let last = anchor.last else { return }
    let present = try await store.read { try Journal(db: $0).hash(ofEntry: last.number) }
    guard present != last.hash else { return }
    throw Fault(
      .conflict, en: "the journal no longer holds entry \(last.number) as it was sealed in the anchor \(anchor.name)",
      es: "el diario ya no contiene la entrada \(last.number) como se selló en el ancla \(anchor.name)",
      hint: Text(
        en: "“palomar journal verify” says what was altered; remove the anchor and add it anew to go on",
        es: "«palomar journal verify» dice qué se alteró; quite el ancla y añádala de nuevo para continuar"))
  }
}
