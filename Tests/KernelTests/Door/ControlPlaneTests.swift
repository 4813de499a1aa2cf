import Foundation
import Kernel
import MailModel
import Store
import Surface
import TestSupport
import Testing

@Suite(.eachEngine) struct ControlPlaneTests {
  @Test func writesTheJournalWithTheChange() async throws {
    let bench = try await TestBench([notes])
    try await bench.perform(AddNote(text: "first", password: Secret("hunter22")))
    let entry = try #require(try await bench.journal().first)
    #expect(entry.action == "notes.add")
    #expect(entry.actor == "root (local)")
    #expect(entry.result == .done)
    #expect(entry.at.date == bench.clock.now)
    #expect(!entry.request.contains("hunter22"))
    #expect(entry.request.contains("first"))
  }

  @Test func keepsNothingOfAnActionThatThrows() async throws {
    let bench = try await TestBench([notes])
    await #expect(throws: Fault(.conflict, en: "", es: "")) { try await bench.perform(AddNote(text: "refuse me")) }
    #expect(try await bench.ask(CountNotes()) == 0)
    #expect(try await bench.jobs().isEmpty)
  }

  @Test func journalsARefusal() async throws {
    let bench = try await TestBench([notes])
    _ = try? await bench.perform(AddNote(text: "refuse me"))
    let entry = try #require(try await bench.journal().first)
    #expect(entry.result == .refused)
    #expect(entry.after.contains("conflict"))
  }

  @Test func refusesAStrangerAndSaysSo() async throws {
    let bench = try await TestBench([notes])
    await #expect(throws: Fault(.forbidden, en: "", es: "")) {
      try await bench.plane.perform(AddNote(text: "x"), as: .stranger)
    }
    await #expect(throws: Fault(.forbidden, en: "", es: "")) {
      try await bench.plane.ask(CountNotes(), as: .stranger)
    }
    #expect(try await bench.ask(CountNotes()) == 0)
    #expect(try await bench.journal().map(\.actor) == ["stranger", "stranger"])
  }

  @Test func aRehearsalAnswersAndLeavesNothingBehind() async throws {
    let bench = try await TestBench([notes])
    #expect(try await bench.plane.rehearse(AddNote(text: "x"), as: TestBench.administrator) == "x")
    await #expect(throws: Fault(.conflict, en: "", es: "")) {
      try await bench.plane.rehearse(AddNote(text: "refuse me"), as: TestBench.administrator)
    }
    await #expect(throws: Fault(.forbidden, en: "", es: "")) {
      try await bench.plane.rehearse(AddNote(text: "x"), as: .stranger)
    }
    #expect(try await bench.ask(CountNotes()) == 0)
    #expect(try await bench.jobs().isEmpty)
    #expect(try await bench.journal().isEmpty)
  }

  @Test func journalsTheSameRefusalOnceAMinute() async throws {
    let bench = try await TestBench([notes])
    func ask() async { _ = try? await bench.plane.ask(CountNotes(), as: .stranger) }
    for _ in 0..<3 { await ask() }
    _ = try? await bench.plane.perform(AddNote(text: "x"), as: .stranger)
    #expect(try await bench.journal().count == 2)
    bench.clock.advance(by: 60)
    await ask()
    #expect(try await bench.journal().count == 3)
  }

  @Test func numbersEntriesWithoutGaps() async throws {
    let bench = try await TestBench([notes])
    for text in ["a", "refuse me", "b"] { _ = try? await bench.perform(AddNote(text: text)) }
    #expect(try await bench.journal().map(\.number) == [3, 2, 1])
  }
}

/// A capability as small as one can be.
let notes = Capability(
  "notes",
  migrations: [Migration("notes", ["CREATE TABLE note (text TEXT PRIMARY KEY)"])],
  doors: [.action(AddNote.self), .query(CountNotes.self)],
  jobs: [JobKind(CopyNote.self)]
)

struct AddNote: Action {
  static let name = "notes.add"
  static let route = Route.post("notes")
  static let permission: Permission = "notes.add"
  static let summary = Text(en: "Adds a note.", es: "Añade una nota.")
  var text: String
  var password: Secret?

  func perform(in work: Work) throws -> String {
    try work.db.execute("INSERT INTO note (text) VALUES (\(text))")
    try work.enqueue(CopyNote(text: text), key: "copy")
    guard text != "refuse me" else { throw Fault(.conflict, en: "no", es: "no, gracias") }
    return text
  }
}

struct CountNotes: Query {
  static let name = "notes.count"
  static let route = Route.get("notes/count")
  static let permission: Permission = "notes.read"
  static let summary = Text(en: "Counts notes.", es: "Cuenta notas.")

  func answer(from db: any Database) throws -> Int {
    try db.value("SELECT COUNT(*) FROM note", as: Int.self) ?? 0
  }
}

/// Fails as long as the agent does not answer.
struct CopyNote: Job {
  static let name = "notes.copy"
  var text: String

  func run(with plane: ControlPlane) async throws {
    _ = try await plane.world.agent.send("copy", Data(text.utf8))
  }
}
