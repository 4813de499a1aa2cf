import Foundation
import Testing

@testable import Accounts

@Suite struct OneTimeCodeTests {
  private let key = Data("12345678901234567890".utf8)

  /// RFC 6238, appendix B.
  @Test(arguments: [
    (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
    (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
  ])
  func givesTheCodesOfTheStandard(time: Int64, code: String) {
    let step = OneTimeCode.step(at: Date(timeIntervalSince1970: TimeInterval(time)))
    #expect(OneTimeCode(key: key).code(step: step, digits: 8) == code)
  }

  @Test(arguments: [(-30, true), (0, true), (30, true), (-91, false), (91, false)])
  func takesTheCodeOfAClockThatIsAPeriodOff(seconds: Int, isTaken: Bool) {
    let now = Date(timeIntervalSince1970: 1_000_000_020)
    let code = OneTimeCode(key: key).code(step: OneTimeCode.step(at: now + TimeInterval(seconds)))
    #expect((OneTimeCode(key: key).step(of: code, at: now) != nil) == isTaken)
  }

  /// RFC 4648 §10, without the padding.
  @Test(arguments: [
    ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("foobar", "MZXW6YTBOI"),
  ])
  func writesKeysInBase32(octets: String, text: String) {
    #expect(Base32.text(of: Data(octets.utf8)) == text)
    #expect(Base32.data(of: text) == Data(octets.utf8))
  }
}
