import Kernel
import Surface

/// Places outside where the journal's head is written down. Their commands are part of the journal's.
package let anchors = Capability(
  "anchors",
  migrations: [Anchor.migration],
  doors: [.action(AddAnchor.self), .action(RemoveAnchor.self), .query(ListAnchors.self)],
  jobs: [JobKind(SealJournal.self)],
  schedules: [Schedule(every: SealJournal.interval, SealJournal())],
  documentSection: anchorSection
)
