import Testing

@testable import MailFormats

@Suite struct CBORReaderTests {
  /// RFC 8949, appendix A.
  @Test(arguments: [
    ("00", CBORValue.unsigned(0)), ("17", .unsigned(23)), ("1818", .unsigned(24)), ("1903e8", .unsigned(1_000)),
    ("1a000f4240", .unsigned(1_000_000)), ("1bffffffffffffffff", .unsigned(.max)), ("20", CBORValue(-1)),
    ("3903e7", CBORValue(-1_000)), ("3bffffffffffffffff", .negative(.max)), ("f4", .truth(false)),
    ("f5", .truth(true)), ("f6", .null), ("40", .octets([])), ("4401020304", .octets([1, 2, 3, 4])), ("60", .text("")),
    ("6449455446", .text("IETF")), ("62c3bc", .text("ü")), ("80", .list([])),
    (
      "8301820203820405", .list([CBORValue(1), .list([2, 3].map(CBORValue.init)), .list([4, 5].map(CBORValue.init))])
    ),
    ("a0", .map([:])), ("a201020304", .map([CBORValue(1): CBORValue(2), CBORValue(3): CBORValue(4)])),
    ("a26161016162820203", .map([.text("a"): CBORValue(1), .text("b"): .list([2, 3].map(CBORValue.init))])),
  ])
  func readsTheExamplesOfTheStandard(octets: String, value: CBORValue) throws {
    #expect(try CBORReader.item(in: octets.octets) == value)
  }

  @Test(arguments: [
    ("", CBORError.Reason.cut), ("18", .cut), ("4401", .cut), ("8201", .cut), ("a101", .cut),
    ("5bffffffffffffffff00", .cut), ("9bffffffffffffffff00", .cut), ("bbffffffffffffffff0000", .cut),
    ("0000", .more), ("1817", .long), ("190018", .long), ("1a0000ffff", .long), ("1b00000000ffffffff", .long),
    ("f97e00", .kind), ("fa47c35000", .kind), ("fb3ff199999999999a", .kind), ("f7", .kind), ("c11a514b67b0", .kind),
    ("5f42010243030405ff", .kind), ("9fff", .kind), ("bfff", .kind), ("1c", .kind), ("ff", .kind),
    ("61ff", .text), ("62c328", .text), ("a2616101616102", .twice), ("8181818180", .deep),
  ])
  func refusesWhatAuthenticatorsDoNotWrite(octets: String, reason: CBORError.Reason) {
    #expect(throws: CBORError.self) { try CBORReader.item(in: octets.octets) }
    do { _ = try CBORReader.item(in: octets.octets) } catch { #expect(error.reason == reason) }
  }

  @Test func tellsWhereTheNextItemBegins() throws {
    var reader = CBORReader("ff0102".octets, from: 1)
    #expect(try [reader.next(), reader.next()] == [CBORValue(1), CBORValue(2)])
    #expect(reader.offset == 3)
  }

  /// Whatever comes, it ends with a value or an error of its own.
  @Test func survivesAnything() {
    var random = SystemRandomNumberGenerator()
    let sample = "a363666d74646e6f6e656761747453746d74a0686175746844617461430102f5".octets
    for _ in 0..<20_000 {
      var octets = sample
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        octets[Int.random(in: octets.indices, using: &random)] = .random(in: .min ... .max, using: &random)
      }
      octets.removeLast(Int.random(in: 0...octets.count / 2, using: &random))
      do { _ = try CBORReader.item(in: octets) } catch { #expect(error.offset <= octets.count) }
    }
  }
}

extension String {
  /// Of pairs of hexadecimal digits.
  fileprivate var octets: [UInt8] {
    stride(from: 0, to: count, by: 2).compactMap { UInt8(dropFirst($0).prefix(2), radix: 16) }
  }
}
