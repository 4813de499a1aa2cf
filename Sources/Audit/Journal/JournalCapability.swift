import Kernel
import Surface

/// Reading the journal: every change and every refusal, and the proof that none was altered.
package let journal = Capability(
  "journal",
  doors: [.query(ListJournal.self), .query(ExportJournal.self), .inspection(VerifyJournal.self)],
  commands: [JournalCommand.self],
  pages: JournalPage.pages,
  evidence: [journalEvidence]
)
