import Adapters
import Foundation
import MailModel
import TestSupport

/// People and servers that send mail without a rest: some with a session that lasts, some with a new one for each
/// message, at port 25 and at the submission ports.
///
/// About fifteen messages a second in all. Who is refused or cut off tries again with another message.
struct MailLoad: Sendable {
  let instance: LocalInstance
  let sender: Address
  let recipients: [Address]
  let password: Secret
  let sent = SentMail()

  private enum Way: CaseIterable {
    case server, lastingServer, mailProgram, lastingMailProgram
  }

  /// Sends from before `body` until after it.
  func during<Outcome: Sendable>(_ body: @escaping @Sendable () async throws -> Outcome) async throws -> Outcome {
    try await withThrowingTaskGroup(of: Outcome?.self) { group in
      for way in Way.allCases {
        group.addTask {
          await send(way)
          return nil
        }
      }
      group.addTask {
        try await flow()
        let outcome = try await body()
        try await flow()
        return outcome
      }
      defer { group.cancelAll() }
      while let next = try await group.next() {
        if let outcome = next { return outcome }
      }
      throw CancellationError()
    }
  }

  /// Returns once some messages more have been taken.
  func flow(_ count: Int = 8, within limit: Duration = .seconds(30)) async throws {
    let before = await sent.accepted.count
    do {
      try await eventually("mail is taken", within: limit) { await sent.accepted.count >= before + count }
    } catch {
      throw Fault(.unavailable, Text(verbatim: "\(error): \(await sent.refusals.suffix(3))"))
    }
  }

  private func send(_ way: Way) async {
    var session: SMTPClient?
    while !Task.isCancelled {
      do {
        let client = if let session { session } else { try await open(way) }
        session = way == .lastingServer || way == .lastingMailProgram ? client : nil
        try await send(over: client)
        if session == nil { await client.quit() }
      } catch {
        if !Task.isCancelled { await sent.refuse("\(way): \(error)") }
        await session?.connection.close()
        session = nil
      }
      try? await Task.sleep(for: .milliseconds(240))
    }
    await session?.quit()
  }

  private func send(over client: SMTPClient) async throws {
    guard let recipient = recipients.randomElement() else { return }
    let message = TestMessage(from: sender.text, to: recipient.text)
    // Nobody stops in the middle of a message: whether it was taken would not be known.
    let reply = try await client.submit(message.bytes, from: sender.text, to: [recipient.text])
    if reply.code == 250 { await sent.accept(message.token, for: recipient) }
  }

  private func open(_ way: Way) async throws -> SMTPClient {
    switch way {
    case .server, .lastingServer:
      let client = try await SMTPClient(over: connection(instance.ports.smtp))
      _ = try await client.hello(as: "other.invalid")
      return client
    case .mailProgram:
      let client = try await SMTPClient(over: connection(instance.ports.submission))
      _ = try await client.hello()
      try await client.startTLS(instance.trust)
      return try await signIn(client)
    case .lastingMailProgram:
      return try await signIn(SMTPClient(over: connection(instance.ports.submissions, tls: instance.trust)))
    }
  }

  private func signIn(_ client: SMTPClient) async throws -> SMTPClient {
    _ = try await client.hello()
    try await client.signIn(sender.text, password)
    return client
  }

  func connection(_ port: Int, tls: TrustedServer? = nil) async throws -> LineConnection {
    try await LineConnection.open(
      .tcp(Endpoint(host: "127.0.0.1", port: port)), tls: tls, limits: .init(time: .seconds(120)))
  }
}

extension MailLoad {
  /// Looks for every message that was answered with 250 until it is there, for at most `limit`.
  func arrivals(within limit: Duration = .seconds(40)) async throws -> Arrivals {
    let deadline = ContinuousClock.now + limit
    while true {
      let arrivals = try await look()
      if arrivals.missing.isEmpty || ContinuousClock.now > deadline { return arrivals }
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  private func look() async throws -> Arrivals {
    let accepted = await sent.accepted
    var arrivals = Arrivals(expected: accepted.count)
    for recipient in recipients {
      let there = try await tokens(of: recipient)
      for entry in accepted where entry.recipient == recipient {
        switch there[entry.token] {
        case nil: arrivals.missing.append(entry.token)
        case 1: break
        default: arrivals.duplicates += 1
        }
      }
    }
    return arrivals
  }

  /// The Message-IDs in the inbox, and how often each is there.
  func tokens(of recipient: Address) async throws -> [String: Int] {
    let mailbox = try await IMAPClient(over: connection(instance.ports.imaps, tls: instance.trust))
    try await mailbox.signIn(recipient.text, password)
    try await mailbox.select("INBOX")
    let response = try await mailbox.command("UID FETCH", .plain("1:* (BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"))
    await mailbox.logout()
    let lines = response.untagged.flatMap(\.literals).map { String(decoding: $0, as: UTF8.self) }
    return lines.reduce(into: [:]) { counts, line in
      guard let open = line.firstIndex(of: "<"), let at = line.firstIndex(of: "@"), open < at else { return }
      counts[String(line[line.index(after: open)..<at]), default: 0] += 1
    }
  }
}
