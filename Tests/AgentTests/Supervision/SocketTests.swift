import Foundation
import TestSupport
import Testing

@testable import Agent

/// What the kernel tells of sockets.
@Suite struct SocketTests {
  private var own: ProcessIdentity {
    get throws { try #require(ProcessIdentity(pid: getpid())) }
  }

  @Test func readsATableBeyondItsFirstPage() throws {
    let table = "/proc/self/maps"
    #expect(ProcessTable.lines(table).joined(separator: "\n").utf8.count > 4_096)
  }

  @Test func knowsWhoseListenerAPathIs() async throws {
    try await ScratchDirectory.with { directory in
      let path = "\(directory)/door"
      let first = try listener(at: path)
      defer { close(first) }
      #expect(try UnixListener(path: path).isHeld(by: own))
      #expect(!UnixListener(path: path).isHeld(by: try #require(ProcessIdentity(pid: getppid()))))
      #expect(try !UnixListener(path: "\(directory)/other").isHeld(by: own))
    }
  }

  @Test func countsACallerOnceItIsLetIn() async throws {
    try await ScratchDirectory.with { directory in
      let path = "\(directory)/door"
      let door = try listener(at: path)
      defer { close(door) }
      let line = { ProcessTable.lines("/proc/net/unix").filter { $0.hasSuffix(" \(path)") } }
      #expect(line().compactMap(ClientConnections.accepted(unix:)).isEmpty)
      let caller = try Dialogue(unix: path)
      let guest = accept(door, nil, nil)
      defer { close(guest) }
      #expect(line().compactMap(ClientConnections.accepted(unix:)).count == 1)
      #expect(try ClientConnections().serves(own))
      try caller.say([0])
    }
  }

  @Test(arguments: [
    ("0: 0100007F:0019 0100007F:9C40 01 00000000:00000000 00:00000000 00000000 0 0 77 1", true),
    ("0: 0100007F:0019 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 77 1", false),
    ("0: 0100007F:9C40 0100007F:0019 01 00000000:00000000 00:00000000 00000000 0 0 77 1", false),
  ])
  func countsAConnectionAtOneOfThePorts(_ line: String, _ counts: Bool) {
    #expect((ClientConnections.accepted(line, ports: [25]) == "socket:[77]") == counts)
  }

  private func listener(at path: String) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let bound = try SocketAddress.withAddress(ofUnix: path) { bind(descriptor, $0, $1) }
    try #require(bound == 0 && listen(descriptor, 1) == 0)
    return descriptor
  }
}
