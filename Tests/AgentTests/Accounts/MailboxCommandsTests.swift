import AgentProtocol
import Foundation
import MailModel
import TestSupport
import Testing

@testable import Agent

/// Which mailboxes Dovecot shows nobody although they are lent.
@Suite struct MailboxCommandsTests {
  @Test func findsThoseWhoseListDoesNotNameBothGroups() async throws {
    try await ScratchDirectory.with { directory in
      let layout = Layout.local(directory)
      let texts = [
        "whole": "group=reads:whole@palomar.test lr\ngroup=manages:whole@palomar.test lrwstipekx\n",
        "half": "group=reads:half@palomar.test lr\n", "other": "group=reads:whole@palomar.test lr\n",
      ]
      for (name, text) in texts {
        let maildir = "\(layout.mail)/palomar.test/\(name)/Maildir"
        try FileManager.default.createDirectory(atPath: maildir, withIntermediateDirectories: true)
        try text.write(toFile: "\(maildir)/dovecot-acl", atomically: true, encoding: .utf8)
      }
      let addresses = try ["whole", "half", "other", "none"].map { try Address("\($0)@palomar.test") }
      let closed = try MailboxCommands(layout: layout).closed(among: addresses)
      #expect(closed.map(\.local) == ["half", "other", "none"])
    }
  }

  /// The mail's own user may make links in it.
  @Test func followsNoSymbolicLink() async throws {
    try await ScratchDirectory.with { directory in
      let layout = Layout.local(directory)
      try FileManager.default.createDirectory(atPath: layout.mail, withIntermediateDirectories: true)
      let outside = "\(directory)/outside/ana/Maildir"
      try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
      try "group=reads:ana@palomar.test lr\ngroup=manages:ana@palomar.test lr\n".write(
        toFile: "\(outside)/dovecot-acl", atomically: true, encoding: .utf8)
      symlink("\(directory)/outside", "\(layout.mail)/palomar.test")
      let ana = try Address("ana@palomar.test")
      #expect(try MailboxCommands(layout: layout).closed(among: [ana]) == [ana])
    }
  }
}
