import Testing

@Suite struct PlainTests {
  @Test func sourcesAreShortAndPlain() {
    #expect(report(of: PlainRules.violations(in: SourceTree.sources)) == "")
  }

  @Test func testsAreShort() {
    let long = PlainRules.violations(in: SourceTree.tests).filter { $0.reason.contains("lines:") }
    #expect(report(of: long) == "")
  }

  @Test(arguments: [
    "public struct A {}", "open class A {}", "let a = try! b()", "let a = b as! C", "fatalError()",
    "extension A: @unchecked Sendable {}", "nonisolated(unsafe) var a = 1", "Task { await a() }",
    "Task.detached { await a() }", "let a = b!.c", "let a = b()!", "let a = b[0]!", "var a: View!",
    "let a = \"\\(b!)\"", "struct QueueManager {}", "// TODO: later", "/* FIXME */",
  ])
  func refusesWhatDoesNotBelong(_ text: String) {
    #expect(PlainRules.violations(in: [SourceFile("Sources/Kernel/A.swift", text)]).count == 1)
  }

  @Test(arguments: [
    "let publicKey = 1", "guard try !isDone() else { return }", "let a = !b && !c() != d", "if a != b {}",
    "let a = \"try! public fatalError()\"",
    "// public try! as! fatalError", "try await withTaskGroup(of: Void.self) { $0.addTask { await a() } }",
    "let a = #\"\"Task { x! }\"#", "let a = \"\"\"\n  b! \"c\" Task {\n  \"\"\"", "let a = /b!/",
  ])
  func allowsWhatOnlyLooksAlike(_ text: String) {
    #expect(report(of: PlainRules.violations(in: [SourceFile("Sources/Kernel/A.swift", text)])) == "")
  }

  @Test func refusesAFileOfMoreThan400Lines() {
    let files = [400, 401].map { SourceFile("Sources/Kernel/A.swift", String(repeating: "let a = 1\n", count: $0)) }
    #expect(files.map { PlainRules.violations(in: [$0]).count } == [0, 1])
  }
}
