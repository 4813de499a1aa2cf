import Adapters
import MailFormats
import MailModel
import TestSupport
import Testing

/// What a user's mail program does, from another machine.
@Suite struct MailProgramTests {
  private static let password = "correct horse battery"

  @Test func sendsReadsAndFiltersFromAnotherMachine() async throws {
    try await NetworkNamespace.with { machine in
      try await LocalInstance.with(listen: [machine.outside]) { instance in
        let ana = try Address("ana@example.test")
        try await instance.add(ana, password: Self.password)
        try await storeFilter(of: ana, at: instance, from: machine)
        try await send("Subject: [list] news", as: ana, to: instance, from: machine)
        try await send("Subject: hello", as: ana, to: instance, from: machine)
        let imap = try Endpoint(host: machine.outside.text, port: instance.ports.imap)
        let mailbox = try await IMAPClient(over: machine.open(imap))
        try await mailbox.startTLS(instance.trust)
        try await mailbox.signIn(ana.text, Secret(Self.password))
        #expect(try await arrival(of: "[list] news", in: "Lists", of: mailbox)["DKIM-Signature"].count == 1)
        #expect(try await arrival(of: "hello", in: "INBOX", of: mailbox)["Subject"] == ["hello"])
        await mailbox.logout()
      }
    }
  }

  private func storeFilter(
    of address: Address, at instance: LocalInstance, from machine: NetworkNamespace
  ) async throws {
    let sieve = try Endpoint(host: machine.outside.text, port: instance.ports.sieve)
    let plain = try await ManageSieveClient(over: machine.open(sieve))
    let client = try await plain.startTLS(instance.trust)
    try await client.signIn(address.text, Secret(Self.password))
    let script = """
      require ["fileinto", "mailbox"];
      if header :contains "Subject" "[list]" { fileinto :create "Lists"; }
      """
    let bad = try await client.put("fileinto nothing", as: "bad")
    #expect(!bad.isOK)
    let stored = try await client.put(script, as: "filter")
    #expect(stored.isOK, "\(stored.text)")
    #expect(try await client.activate("filter").isOK)
    await client.logout()
  }

  private func send(
    _ subject: String, as address: Address, to instance: LocalInstance, from machine: NetworkNamespace
  ) async throws {
    let submission = try Endpoint(host: machine.outside.text, port: instance.ports.submission)
    let client = try await SMTPClient(over: machine.open(submission))
    let before = try await client.hello()
    #expect(before["AUTH"] == nil)
    try await client.startTLS(instance.trust)
    _ = try await client.hello()
    try await client.signIn(address.text, Secret(Self.password))
    let message = "From: <\(address)>\r\nTo: <\(address)>\r\n\(subject)\r\n\r\n.dots\r\n..\r\n"
    let reply = try await client.submit(Array(message.utf8), from: address.text, to: [address.text])
    #expect(reply.queueID != nil)
    await client.quit()
  }

  private func arrival(of subject: String, in folder: String, of mailbox: IMAPClient) async throws -> MessageHeaders {
    var message: [UInt8]?
    try await eventually("“\(subject)” is in \(folder)") {
      guard try await mailbox.command("SELECT", .string(folder)).status == .ok,
        let uid = try await mailbox.search(header: "Subject", subject).last
      else { return false }
      message = try await mailbox.fetch(uid)
      return true
    }
    let bytes = try #require(message)
    #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("\r\n\r\n.dots\r\n..\r\n"))
    return MessageHeaders(bytes)
  }
}
