import AgentProtocol
import Foundation
import MailModel
import Testing

@testable import Agent

@Suite struct HeldMessageLetterTests {
  @Test func carriesTheMessageAsItCame() throws {
    let request = TellOfHeldMessage(
      id: try QueueID("4XyZ8k3Lq2z1"), group: try Address("team@example.org"),
      moderator: try Address("ana@example.org"),
      until: Date(timeIntervalSince1970: 1_773_576_000))
    let letter = HeldMessageLetter(
      about: request, from: try DomainName("mail.example.org"),
      at: Date(timeIntervalSince1970: 1_772_366_400))
    // No text in UTF-8.
    let message: [UInt8] = Array("Subject: x\n\n".utf8) + [0xF1, 0x00, 0x0A]
    let octets = letter.octets(with: message)
    let text = String(decoding: octets, as: UTF8.self)
    #expect(Data(octets).range(of: Data(message)) != nil)
    #expect(text.hasPrefix("From: <postmaster@mail.example.org>\nTo: <ana@example.org>\n"))
    #expect(text.contains("\nDate: Sun, 01 Mar 2026 12:00:00 +0000\n"))
    #expect(text.contains("by 2026-03-15, it is refused") && text.contains("antes del 2026-03-15"))
    #expect(text.contains("filename=\"held.eml\"\n\nSubject: x\n"))
  }

  @Test(arguments: ["", "../../etc/passwd", "A B C D E F", "-d", "ALL", "4XyZ8k3Lq2z1;x", "4XyZ8k3Lqñz1"])
  func onlyAQueueIDNamesAMessage(_ text: String) {
    #expect(throws: Fault.self) { try QueueID(text) }
  }
}
