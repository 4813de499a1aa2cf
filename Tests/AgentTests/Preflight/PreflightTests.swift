import AgentProtocol
import Foundation
import MailModel
import TestSupport
import Testing

@testable import Agent

@Suite struct PreflightTests {
  @Test func hasNothingToSayAboutAGoodHost() {
    #expect(report(.good).findings.isEmpty)
    #expect(report(.good).permitsStart)
  }

  @Test func wantsRoot() {
    var surroundings = Surroundings.good
    surroundings.isRoot = { false }
    #expect(refusals(surroundings) == [.root])
  }

  @Test func namesThePackagesToInstall() {
    var surroundings = Surroundings.good
    surroundings.missingPackages = { ["postfix", "rspamd"] }
    #expect(report(surroundings).findings.first?.remedy?.en.hasSuffix("postfix rspamd") == true)
    #expect(refusals(surroundings) == [.programs])
  }

  @Test func warnsOfLittleMemoryAndRefusesTooLittle() {
    var surroundings = Surroundings.good
    surroundings.availableMemory = { 900 << 20 }
    #expect(report(surroundings).findings.map(\.severity) == [.warning])
    surroundings.availableMemory = { 100 << 20 }
    #expect(refusals(surroundings) == [.memory])
  }

  @Test func refusesAFullDisk() {
    var surroundings = Surroundings.good
    surroundings.freeDisk = { _ in 1 << 20 }
    #expect(refusals(surroundings) == [.disk])
  }

  @Test(arguments: [OwnedDirectory.State.foreign, .notDirectory])
  func refusesADirectoryThatIsNotOurs(_ state: OwnedDirectory.State) {
    var surroundings = Surroundings.good
    surroundings.directory = { _ in state }
    #expect(refusals(surroundings) == [.directory])
  }

  @Test(arguments: ["relative", "/srv/with space", "/srv/100%", "/srv/" + String(repeating: "x", count: 80)])
  func refusesADirectoryThatTheProgramsCannotUse(_ path: String) {
    #expect(refusals(.good, at: path) == [.path])
  }

  @Test func namesTheDirectoryThatOthersCannotEnter() {
    var surroundings = Surroundings.good
    surroundings.closedDirectory = { _ in "/root" }
    #expect(refusals(surroundings) == [.reach])
    #expect(report(surroundings).findings.first?.message.en.contains("/root") == true)
  }

  @Test func refusesBusyPorts() {
    var surroundings = Surroundings.good
    surroundings.portRefusal = { $0 == 20_025 ? Fault(.conflict, en: "busy", es: "ocupado") : nil }
    #expect(refusals(surroundings) == [.ports])
  }

  @Test func doesNotHoldItsOwnPortsAgainstARunningInstance() {
    var surroundings = Surroundings.good
    surroundings.portRefusal = { _ in Fault(.conflict, en: "busy", es: "ocupado") }
    surroundings.answers = { _ in true }
    #expect(report(surroundings).findings.map(\.severity) == [.note])
  }

  @Test func tellsOfServicesWhoseAgentIsGone() {
    var surroundings = Surroundings.good
    surroundings.orphans = { _ in ["dovecot"] }
    #expect(report(surroundings).findings.first?.message.en.contains("dovecot") == true)
    #expect(report(surroundings).permitsStart)
  }

  private func report(_ surroundings: Surroundings, at path: String = "/srv/palomar") -> PreflightReport {
    var preflight = Preflight(layout: .local(path), ports: try? Ports(base: 20_000))
    preflight.surroundings = surroundings
    return preflight.report()
  }

  private func refusals(
    _ surroundings: Surroundings, at path: String = "/srv/palomar"
  ) -> [PreflightFinding.Check] {
    report(surroundings, at: path).findings.filter { $0.severity == .refusal }.map(\.check)
  }
}

@Suite struct OwnedDirectoryTests {
  @Test func marksANewDirectoryAndKnowsItAgain() async throws {
    try await ScratchDirectory.with { directory in
      let owned = OwnedDirectory(path: "\(directory)/instance")
      #expect(owned.state == .missing)
      try owned.claim()
      #expect(owned.state == .ours)
      try owned.claim()
    }
  }

  @Test func leavesAForeignDirectoryAlone() async throws {
    try await ScratchDirectory.with { directory in
      try Data().write(to: URL(fileURLWithPath: "\(directory)/precious"))
      #expect(throws: Fault(.conflict, en: "", es: "")) { try OwnedDirectory(path: directory).claim() }
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["precious"])
    }
  }
}

@Suite struct PortProbeTests {
  @Test func saysWhoHoldsAPort() throws {
    let holder = try Listener()
    defer { withExtendedLifetime(holder) {} }
    let probe = PortProbe(address: .loopback, port: holder.port)
    #expect(!probe.isFree)
    let found = PortHolder.find(holder.port)
    #expect(found?.pid == getpid())
    #expect(throws: Fault(.conflict, en: "", es: "")) { try probe.requireFree() }
  }

  @Test func isNotFooledByAListenerThatSharesItsPort() throws {
    let holder = try Listener(shares: true)
    defer { withExtendedLifetime(holder) {} }
    #expect(!PortProbe(address: .loopback, port: holder.port).isFree)
  }

  @Test func findsAFreePortFree() throws {
    let port = try Listener().port
    #expect(PortProbe(address: .loopback, port: port).isFree)
  }

  @Test func twoInstancesDoNotGetTheSamePort() async throws {
    try await ScratchDirectory.with { directory in
      let first = PortLocks(directory: directory)
      let second = PortLocks(directory: directory)
      try await first.hold([20_025, 20_587])
      await #expect(throws: Fault(.conflict, en: "", es: "")) { try await second.hold([20_587]) }
      await first.keepOnly([20_025])
      try await second.hold([20_587])
    }
  }
}

/// A listening socket of this process, closed with it.
private final class Listener: Sendable {
  let port: Int
  private let descriptor: Int32

  init(shares: Bool = false) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var yes: Int32 = 1
    if shares { setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &yes, socklen_t(MemoryLayout<Int32>.size)) }
    _ = SocketAddress.withAddress(of: .loopback, port: 0) { [descriptor] in bind(descriptor, $0, $1) }
    listen(descriptor, 1)
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutableBytes(of: &address) { [descriptor] in
      getsockname(descriptor, $0.bindMemory(to: sockaddr.self).baseAddress, &length)
    }
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(descriptor) }
}

extension Surroundings {
  static let good = Surroundings(
    isRoot: { true }, missingPackages: { [] }, availableMemory: { 4 << 30 }, freeDisk: { _ in 4 << 30 },
    closedDirectory: { _ in nil }, directory: { _ in .missing }, portRefusal: { _ in nil }, answers: { _ in false },
    orphans: { _ in [] })
}
