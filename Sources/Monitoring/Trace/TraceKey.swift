import Foundation
import MailFormats

/// What a story can be found by. The numbers stand in the store.
package enum TraceKey: Int, Codable, CaseIterable, Sendable {
  /// The queue ID, or the number of what never got one.
  case id, messageID, sender, senderDomain, recipient, recipientDomain, client, account, status, accountDomain
}

/// How a message fared, by what its lines say; it may have fared in several ways for several recipients. The numbers
/// stand in the store.
package enum TraceStatus: UInt8, Codable, CaseIterable, Sendable {
  case delivered = 1
  case deferred, bounced, rejected, greylisted, discarded, expired, held, queued, spam, signedIn, signInFailed

  package init?(name: String) {
    guard let found = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
    self = found
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("\(self)")
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let found = Self(name: name) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "“\(name)” is no status")
    }
    self = found
  }
}

/// A key's value as the index has it: 36 bits of a hash, so that it fits into a word with the place of the story.
///
/// The values of 10 million stories share one in 7,000 times; what is found is compared with what was looked for.
struct KeyHash: Hashable, Sendable {
  /// The hash in the upper 36 bits, the rest 0.
  let bits: UInt64

  /// Bits that are left for a place.
  static let room: UInt64 = 28
  static let places: UInt64 = (1 << room) - 1

  /// ASCII letters count alike: FNV-1a (draft-eastlake-fnv), stirred so that the upper bits take part.
  init(_ octets: UnsafeRawBufferPointer) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for octet in octets {
      let lower = octet &- 0x41 < 26 ? octet | 0x20 : octet
      hash = (hash ^ UInt64(lower)) &* 0x0000_0100_0000_01B3
    }
    hash ^= hash >> 32
    hash = hash &* 0x9E37_79B9_7F4A_7C15
    bits = hash & ~KeyHash.places
  }

  init(_ text: String) {
    var text = text
    self = text.withUTF8 { KeyHash(UnsafeRawBufferPointer($0)) }
  }

  init(bits: UInt64) {
    self.bits = bits
  }

  init(_ status: TraceStatus) {
    bits = UInt64(status.rawValue) << KeyHash.room
  }
}
