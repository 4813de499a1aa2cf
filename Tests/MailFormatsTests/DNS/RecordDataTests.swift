import MailFormats
import MailModel
import Testing

@Suite struct RecordDataTests {
  private static let name: [UInt8] = [2, 0x6D, 0x78, 4, 0x54, 0x45, 0x53, 0x54, 0]

  @Test(arguments: [
    (RecordType.a, [192, 0, 2, 1] as [UInt8], "192.0.2.1"),
    (.aaaa, [0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], "2001:db8::1"),
    (.mx, [0, 10] + name, "10 mx.test."), (.ns, name, "mx.test."),
    (.srv, [0, 0, 0, 1, 3, 0xE1] + name, "0 1 993 mx.test."),
    (.txt, [2, 0x61, 0x62, 0, 1, 0x63], "abc"), (.tlsa, [3, 1, 1, 0x0A, 0xFF], "3 1 1 0aff"),
    (.caa, [0, 5, 0x49, 0x73, 0x73, 0x75, 0x65, 0x63, 0x61], "0 issue \"ca\""), (.mx, [0, 0, 0], "0 ."),
  ])
  func readsTheWire(type: RecordType, octets: [UInt8], text: String) {
    #expect(RecordData(octets).presentation(as: type) == text)
  }

  @Test(arguments: [
    (RecordType.a, [192, 0, 2] as [UInt8]), (.mx, [0, 10]), (.mx, [0, 10, 63, 0x61]), (.ns, [1, 0x61]),
    (.ns, [0xC0, 0x0C]), (.ns, [0, 0]), (.txt, [5, 0x61]), (.srv, [0, 0, 0, 1, 3]), (.tlsa, [3, 1, 1]),
    (.caa, [0, 9, 0x61]), (.caa, []),
  ])
  func showsWhatIsNotOfItsTypeAsUnknown(type: RecordType, octets: [UInt8]) {
    let text = RecordData(octets).presentation(as: type)
    #expect(text.hasPrefix("\\# \(octets.count) "))
    #expect(type == .txt || RecordValue(type, text) == nil)
  }

  @Test func escapesWhatWouldReadAsAnotherName() {
    #expect(RecordData([3, 0x61, 0x2E, 0x20, 0]).presentation(as: .ns) == "a\\.\\032.")
  }

  @Test(arguments: RecordType.allCases)
  func survivesAnyOctets(type: RecordType) {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2_000 {
      let octets = (0..<Int.random(in: 0...40)).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(!RecordData(octets).presentation(as: type).contains("\n") || type == .txt || type == .caa)
    }
  }
}
