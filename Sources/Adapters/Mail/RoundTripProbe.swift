import Foundation
import Kernel
import MailFormats
import MailModel

extension MailClient {
  /// Real mail over the network. `now` dates the messages and `token` names them, each time anew.
  package static func live(
    now: @escaping @Sendable () -> Date = { Date() },
    token: @escaping @Sendable () -> String = { UUID().uuidString.lowercased() }
  ) -> MailClient {
    var client = MailClient { trip in
      let message = ProbeMessage(
        sender: trip.sender.address, recipient: trip.recipient.address, token: token(), date: now())
      return await RoundTripProbe(trip: trip, message: message).run()
    }
    client.send = { try await LetterDelivery(letter: $0, token: token()).send(to: $1) }
    return client
  }
}

/// One message on its way: submitted as a mail program does it, looked for and read as another one does.
///
/// Both connections are made and signed in before anything is sent, so that the time until delivery is the
/// service's alone. What the filter did is read from the message as it arrived.
struct RoundTripProbe {
  let trip: RoundTrip
  let message: ProbeMessage

  func run() async -> ProbeReport {
    var record = StageRecord(first: "connect")
    do {
      let submission = try await SMTPClient(over: open(trip.submissions))
      let mailbox: IMAPClient
      do {
        mailbox = try await IMAPClient(over: open(trip.imaps))
      } catch {
        await submission.quit()
        throw error
      }
      let outcome = await attempt(submission, mailbox, &record)
      await submission.quit()
      await mailbox.logout()
      try outcome.get()
      return ProbeReport(stages: record.stages)
    } catch {
      let fault = fault(for: error)
      record.fail(fault.message.en)
      return ProbeReport(stages: record.stages, fault: fault)
    }
  }

  private func attempt(
    _ submission: SMTPClient, _ mailbox: IMAPClient, _ record: inout StageRecord
  ) async -> Result<Void, any Error> {
    do {
      let version = await submission.connection.tlsVersion() ?? "no TLS"
      record.finish("\(version), certificate of \(trip.serverName.name)", next: "sign-in")
      try await signIn(submission, mailbox)
      record.finish("\(trip.sender.address) to send, \(trip.recipient.address) to read", next: "submit")
      let queueID = try await submit(over: submission, &record)
      let place = try await find(in: mailbox, queueID: queueID)
      record.finish(place.folder, next: "fetched")
      let delivered = try await fetch(place, from: mailbox)
      record.finish("\(delivered.count) octets", next: "filter")
      record.amend("filter", try check(place: place, MessageHeaders(delivered)))
      return .success(())
    } catch {
      return .failure(error)
    }
  }

  private func open(_ endpoint: Endpoint) async throws -> LineConnection {
    try await LineConnection.open(
      .tcp(endpoint), tls: TrustedServer(name: trip.serverName, authority: trip.authority),
      limits: .init(time: trip.timeLimit + .seconds(5)))
  }

  private func signIn(_ submission: SMTPClient, _ mailbox: IMAPClient) async throws {
    _ = try await submission.hello()
    try await submission.signIn(trip.sender.address.text, trip.sender.password)
    try await mailbox.signIn(trip.recipient.address.text, trip.recipient.password)
    try await mailbox.select("INBOX")
    try await mailbox.removeProbes(olderThan: .seconds(3600))
  }

  /// The filter works between the end of the message and the server's answer; that time is its stage.
  private func submit(over submission: SMTPClient, _ record: inout StageRecord) async throws -> String {
    try await submission.begin(from: message.sender.text, to: [message.recipient.text])
    record.finish("accepted for \(message.recipient)", next: "filter")
    let queueID = try await submission.finish(message.bytes).queueID ?? "unknown"
    record.amend("submit", "queue ID \(queueID)")
    record.finish("", next: "delivered")
    return queueID
  }
}
