import Testing

@Suite struct ImportTests {
  @Test func nothingImportsWhatItMayNot() {
    #expect(report(of: ImportRules.violations(in: SourceTree.sources)) == "")
  }

  @Test(arguments: [
    ("Sources/Accounts/A.swift", "import Monitoring"),
    ("Sources/Accounts/A.swift", "import struct Monitoring.Probe"),
    ("Sources/Accounts/A.swift", "import Hummingbird"),
    ("Sources/Accounts/A.swift", "import MailConfig"),
    ("Sources/Agent/A.swift", "import Kernel"),
    ("Sources/Agent/A.swift", "import Hummingbird"),
    ("Sources/MailModel/A.swift", "@preconcurrency import NIOCore"),
    ("Sources/Kernel/A.swift", "import Surface"),
    ("Sources/Surface/A.swift", "import Subprocess"),
    ("Sources/Unheard/A.swift", "import Foundation"),
  ])
  func refusesAnImportThatPointsBackOrOutside(path: String, text: String) {
    #expect(ImportRules.violations(in: [SourceFile(path, text)]).count == 1)
  }

  @Test func allowsWhatPointsDown() {
    let text = "import Foundation\nimport Kernel // Monitoring\n/* import Monitoring */ import Surface"
    #expect(ImportRules.violations(in: [SourceFile("Sources/Accounts/A.swift", text)]) == [])
  }

  @Test func findsTheSourcesAtAll() {
    #expect(SourceTree.sources.count > 100)
    #expect(Set(SourceTree.sources.map(\.target)).isSuperset(of: ["MailModel", "Kernel", "Surface", "palomar"]))
  }
}
