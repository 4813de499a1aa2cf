import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Adapters

/// A letter of Palomar's own as it goes over the wire.
@Suite struct LetterDeliveryTests {
  private func letter(_ subject: String, _ lines: [String] = ["Hola, año"]) throws -> Letter {
    Letter(
      from: "postmaster@mail.example.org", to: try Address("ana@example.org"), subject: subject, lines: lines,
      date: Date(timeIntervalSince1970: 0))
  }

  private func text(of letter: Letter) -> String {
    String(decoding: LetterDelivery(letter: letter, token: "t1").bytes, as: UTF8.self)
  }

  @Test(arguments: ["Otoño", "x\r\nBcc: eva@example.org", String(repeating: "ñandú ", count: 60), "👩‍👩‍👧‍👦 family"])
  func whateverStandsInItIsShortLinesOfASCII(_ subject: String) throws {
    let text = text(of: try letter(subject, [subject, ".", "", String(repeating: "long ", count: 500)]))
    let lines = text.components(separatedBy: "\r\n")
    #expect(text.utf8.allSatisfy { $0 < 128 } && !text.replacing("\r\n", with: "").contains { $0.isNewline })
    #expect(lines.allSatisfy { $0.utf8.count <= 78 && $0 != "." && !$0.hasPrefix("Bcc") })
    #expect(lines.last == "")
  }

  @Test func saysTheSubjectAndTheTextAgain() throws {
    let text = text(of: try letter("Otoño", ["Hola, año", "adiós"]))
    #expect(text.contains("Subject: =?utf-8?B?\(Data("Otoño".utf8).base64EncodedString())?=\r\n"))
    #expect(text.contains("To: <ana@example.org>\r\n") && text.contains("Auto-Submitted: auto-generated\r\n"))
    let body = try #require(text.components(separatedBy: "\r\n\r\n").last)
    let decoded = try #require(Data(base64Encoded: body, options: .ignoreUnknownCharacters))
    #expect(String(decoding: decoded, as: UTF8.self) == "Hola, año\r\nadiós\r\n")
  }
}
