import Accounts
import Adapters
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

extension HardeningTests {
  /// Palomar's own letters go the way of all mail.
  @Suite struct ReviewMailTests {
    @Test func aReviewerIsToldByMailAndTheDecisionIsCarriedOut() async throws {
      let service = try HardenedService.shared
      for name in ["reviewer", "reviewed"] { try await service.addAccount(name) }
      let (client, reviewed) = (service.instance.client, try service.address("reviewed"))
      _ = try await client.perform(AssignRole(address: reviewed, role: "support", domain: service.instance.domain))
      let added = try await service.instance.palomar([
        "review", "add", "Otoño", "--reviewer", service.mailbox("reviewer"), "--due", "2099-01-01", "--kind", "role",
        "--domain", service.instance.domain.name, "--json",
      ])
      let review = try WireJSON.decoder().decode(Review.self, from: Data(added.output.utf8))
      let mailbox = try await service.imap(as: "reviewer")
      let letter = try await eventually { () -> String? in
        try await mailbox.select("INBOX")
        guard let uid = try await mailbox.search(header: "Auto-Submitted", "auto-generated").first else { return nil }
        return try await mailbox.fetch(uid).map { String(decoding: $0, as: UTF8.self) }
      }
      await mailbox.logout()
      let text = try #require(letter)
      #expect(text.contains("Return-Path: <>") && text.contains("Subject: =?utf-8?B?"))
      let body = try #require(text.components(separatedBy: "\r\n\r\n").last)
      let decoded = try #require(Data(base64Encoded: body, options: .ignoreUnknownCharacters))
      #expect(String(decoding: decoded, as: UTF8.self).contains("/reviews/\(review.id)\r\n"))

      let shown = try await client.ask(ShowReview(id: review.id))
      let item = try #require(shown.items.first { $0.holding.account == reviewed })
      let decided = try await service.instance.palomar([
        "review", "decide", "\(review.id)", "revoke", "--items", "\(item.number)", "--reason", "left",
      ])
      #expect(decided.code == 0, "\(decided.complaints)")
      #expect(try await client.ask(ListAssignments(account: reviewed)).items == [])
      #expect(try await service.instance.palomar(["review", "close", "\(review.id)"]).code == 0)
      let closed = try await eventually { () -> Bool? in
        try await client.ask(ShowReview(id: review.id)).review.closed == nil ? nil : true
      }
      #expect(closed == true)
      let exported = try await service.instance.palomar(["review", "export", "\(review.id)"]).output
      #expect(exported.contains("\(reviewed),role,support,") && exported.contains(",revoked,"))
    }
  }
}
