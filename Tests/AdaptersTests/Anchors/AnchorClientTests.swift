import Adapters
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@Suite struct AnchorClientTests {
  private let seal = JournalSeal(
    number: 7, hash: String(repeating: "a", count: 64), at: JournalTime(microseconds: 1_772_366_400_000_001))

  private func keep(in place: AnchorPlace, client: AnchorClient = .live()) async throws {
    try await client.keep(seal, place, "vault")
  }

  private var line: String {
    #"{"at":"2026-03-01T12:00:00.000001Z","hash":"\#(seal.hash)","number":7}"# + "\n"
  }

  @Test func aFileOnlyGrows() async throws {
    try await ScratchDirectory.with { directory in
      let path = "\(directory)/seals"
      #expect(try await AnchorClient.live().contents(path) == nil)
      try await keep(in: .file(path))
      try await keep(in: .file(path))
      #expect(try await AnchorClient.live().contents(path) == line + line)
    }
  }

  @Test func aTornLineSwallowsNoSeal() async throws {
    try await ScratchDirectory.with { directory in
      let path = "\(directory)/seals"
      try line.dropLast(20).write(toFile: path, atomically: true, encoding: .utf8)
      try await keep(in: .file(path))
      #expect(try await AnchorClient.live().contents(path) == line.dropLast(20) + "\n" + line)
    }
  }

  @Test func spoilsNoOtherFile() async throws {
    try await ScratchDirectory.with { directory in
      let path = "\(directory)/store.sqlite"
      try "SQLite format 3".write(toFile: path, atomically: true, encoding: .utf8)
      await #expect(throws: Fault(.conflict, en: "", es: "")) { try await keep(in: .file(path)) }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "SQLite format 3")
      try FileManager.default.createSymbolicLink(atPath: "\(directory)/link", withDestinationPath: path)
      await #expect(throws: Fault(.unavailable, en: "", es: "")) { try await keep(in: .file("\(directory)/link")) }
    }
  }

  @Test(arguments: ["/nowhere/at/all/seals", "/dev/full"]) func saysThatAFileTakesNothing(_ path: String) async {
    await #expect(throws: Fault.self) { try await keep(in: .file(path)) }
  }

  @Test func syslogGetsOneLineInItsForm() async throws {
    try await ScratchDirectory.with { directory in
      let inbox = try DatagramInbox(path: "\(directory)/log")
      try await keep(in: .syslog, client: .live(syslog: "\(directory)/log"))
      let words = try inbox.receive()
      #expect(words.wholeMatch(of: #/<85>[A-Z][a-z]{2} [ 0-9]{2} [0-9:]{8} palomar\[[0-9]+\]: .*/#) != nil, "\(words)")
      #expect(words.hasSuffix("journal seal vault \(line.dropLast())"))
    }
  }

  @Test func saysThatNobodyListensAtSyslog() async {
    await #expect(throws: Fault(.unavailable, en: "", es: "")) {
      try await keep(in: .syslog, client: .live(syslog: "/nowhere/log"))
    }
  }

  @Test func aWebhookThatTakesItIsEnough() async throws {
    let script: [ScriptedServer.Step] = [.hear, .say("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")]
    try await ScriptedServer.with(script) { server in
      try await keep(in: .webhook(url: "http://\(server.endpoint.text)/seals", credential: Secret("hunter22")))
    }
  }

  @Test(arguments: [
    "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", "nonsense\r\n\r\n",
  ])
  func anyOtherAnswerIsAFailureWithoutTheCredential(_ answer: String) async throws {
    try await ScriptedServer.with([.hear, .say(answer), .hangUp]) { server in
      let url = "http://\(server.endpoint.text)/seals"
      let fault = await #expect(throws: Fault.self) {
        try await keep(in: .webhook(url: url, credential: Secret("hunter22")))
      }
      #expect(fault?.code == .unavailable)
      #expect(fault?.line(in: .english).contains("hunter22") == false)
    }
  }
}

/// A socket such as a syslog daemon reads.
private final class DatagramInbox {
  private let descriptor: Int32

  init(path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let outcome = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard outcome == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
  }

  deinit {
    close(descriptor)
  }

  /// The datagram that waits.
  func receive() throws -> String {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    guard count >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    return String(decoding: buffer.prefix(count), as: UTF8.self)
  }
}
