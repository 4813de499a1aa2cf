import AgentProtocol
import Foundation
import MailModel
import TestSupport
import Testing

@testable import Agent

@Suite struct SetMailAsideTests {
  private let now = Date(timeIntervalSince1970: 1_800_000_000)

  @Test func movesTheMailOutOfTheWay() async throws {
    try await withMail { mail, accounts in
      try make("\(mail)/palomar.test/ana/Maildir")
      try accounts.setAside(try Address("ana@palomar.test"), now: now)
      #expect(access("\(mail)/palomar.test/ana", F_OK) != 0)
      #expect(access("\(mail)/.removed/ana@palomar.test.1800000000000/Maildir", F_OK) == 0)
    }
  }

  @Test func keepsTheMailOfEachAccountThatHadTheAddress() async throws {
    try await withMail { mail, accounts in
      for second in 0..<2 {
        try make("\(mail)/palomar.test/ana")
        try accounts.setAside(try Address("ana@palomar.test"), now: now + Double(second))
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(mail)/.removed").count == 2)
    }
  }

  @Test func hasNothingToDoWithoutMail() async throws {
    try await withMail { _, accounts in
      try accounts.setAside(try Address("ana@palomar.test"), now: now)
    }
  }

  /// The mail's own user may make links in it.
  @Test func followsNoSymbolicLink() async throws {
    try await withMail { mail, accounts in
      let outside = "\(DurableFile.parent(of: mail))/outside"
      try make("\(outside)/ana")
      symlink(outside, "\(mail)/palomar.test")
      #expect(throws: SystemFailure.self) { try accounts.setAside(try Address("ana@palomar.test"), now: now) }
      #expect(access("\(outside)/ana", F_OK) == 0)
    }
  }

  private func withMail(_ body: (String, AccountCommands) async throws -> Void) async throws {
    try await ScratchDirectory.with { directory in
      let layout = Layout.local(directory)
      try make(layout.mail)
      try await body(layout.mail, AccountCommands(layout: layout))
    }
  }

  private func make(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
}
