import Foundation
import MailModel
import Store
import TestSupport
import Testing

@Suite struct SQLiteFileTests {
  @Test func itsFilesArePrivate() async throws {
    try await Engine.sqlite.withLocation { location async throws in
      guard case .sqlite(let path) = location else { return }
      let store = try Store(location)
      try await store.migrate([])
      for file in [path, "\(path)-wal", "\(path)-shm"] {
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600, "\(file)")
      }
      try await store.close()
    }
  }

  @Test func aPlaceThatIsNotThereIsAFault() async throws {
    #expect(throws: Fault.self) { try Store(.sqlite(path: "/nonexistent/palomar/store.sqlite")) }
  }

  @Test func aFileThatIsNoDatabaseIsAFault() async throws {
    try await Engine.sqlite.withLocation { location async throws in
      guard case .sqlite(let path) = location else { return }
      try Data(repeating: 0x41, count: 8_192).write(to: URL(fileURLWithPath: path))
      #expect(throws: Fault.self) { try Store(location) }
    }
  }
}
