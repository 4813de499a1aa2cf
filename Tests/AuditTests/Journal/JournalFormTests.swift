import Audit
import Foundation
import Kernel
import MailModel
import Testing

@Suite struct JournalFormTests {
  private func entry(reason: String?) throws -> JournalEntry {
    var entry = try WireJSON.decoder().decode(
      JournalEntry.self,
      from: Data(
        #"""
        {"number": 1, "at": "2026-03-01T12:00:00.000001Z", "actor": "root (local)", "action": "a.b", "scope": "*",
         "result": "done", "request": "{\"text\":\"a,b\"}", "after": "1", "previous": "00", "hash": "ff"}
        """#.utf8))
    entry.reason = reason
    return entry
  }

  @Test func quotesWhatACellCannotHold() throws {
    #expect(
      try JournalForm.csv.text(of: entry(reason: "b\nc"))
        == "1,2026-03-01T12:00:00.000001Z,root (local),,,\"b\nc\",a.b,*,done,\"{\"\"text\"\":\"\"a,b\"\"}\",,1,00,ff\r\n"
    )
  }

  @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"]) func disarmsAFormula(_ formula: String) throws {
    #expect(try JournalForm.csv.text(of: entry(reason: formula)).contains(",'\(formula),"))
  }

  @Test func jsonLinesHoldTheEntryExactly() throws {
    let entry = try entry(reason: "=1+1\n")
    let line = try JournalForm.jsonl.text(of: entry)
    #expect(line.split(separator: "\n").count == 1)
    #expect(try WireJSON.decoder().decode(JournalEntry.self, from: Data(line.utf8)) == entry)
  }
}
