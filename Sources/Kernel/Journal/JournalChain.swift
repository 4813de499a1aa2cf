import Crypto
import MailModel

/// The chain: each entry's hash covers all of it, its number and the hash of the entry before.
extension JournalEntry {
  /// What stands for the hash of an entry before the first.
  package static let genesis = String(repeating: "0", count: 64)

  /// This entry as the one after `head`.
  func chained(after head: JournalHead?) -> JournalEntry {
    var entry = self
    entry.number = (head?.number ?? 0) + 1
    entry.previous = head?.hash ?? Self.genesis
    entry.hash = entry.digest()
    return entry
  }

  /// Whether the hash is that of what the entry says.
  package var isIntact: Bool { hash == digest() }

  /// SHA-256 of the canonical octets in lower-case hexadecimal; of those that they were if the entry had `number`.
  package func digest(asNumber number: Int64? = nil) -> String {
    SHA256.hash(data: canonicalOctets(asNumber: number ?? self.number)).hexadecimal
  }

  /// Every field as a netstring (`5:notes,`) in a fixed order, and `-,` for one that is not there: no two entries
  /// share their octets, and no engine has a say in them. Numbers are decimal, the time is in microseconds since
  /// 1970, texts are UTF-8.
  package func canonicalOctets(asNumber number: Int64) -> [UInt8] {
    var octets = CanonicalOctets(capacity: 512 + request.utf8.count + after.utf8.count + (before?.utf8.count ?? 0))
    octets.add(Self.form)
    octets.add(previous)
    octets.add(String(number))
    octets.add(String(at.microseconds))
    octets.add(actor)
    octets.add(address)
    octets.add(token)
    octets.add(reason)
    octets.add(action)
    octets.add(scope)
    octets.add(result.rawValue)
    octets.add(request)
    octets.add(before)
    octets.add(after)
    return octets.octets
  }

  /// Names the order and encoding of the fields; another order would be another form.
  private static let form = "palomar-journal-1"
}

/// The last entry of the journal, to which the next one is chained.
package struct JournalHead: Hashable, Sendable {
  package let number: Int64
  package let hash: String
}

private struct CanonicalOctets {
  private(set) var octets: [UInt8] = []

  init(capacity: Int) {
    octets.reserveCapacity(capacity)
  }

  mutating func add(_ text: String?) {
    guard let text else {
      octets.append(UInt8(ascii: "-"))
      octets.append(UInt8(ascii: ","))
      return
    }
    octets.append(contentsOf: String(text.utf8.count).utf8)
    octets.append(UInt8(ascii: ":"))
    octets.append(contentsOf: text.utf8)
    octets.append(UInt8(ascii: ","))
  }
}
