import CCrypt
import Crypto
import Foundation
import MailModel

/// Checks passwords against hashes that other systems made, as Dovecot does.
enum ForeignHash {
  static func isOf(_ password: Secret, _ text: String) -> Bool {
    guard text.hasPrefix("{"), let brace = text.firstIndex(of: "}") else { return false }
    let hash = String(text[text.index(after: brace)...])
    switch text[...brace] {
    case "{BLF-CRYPT}", "{SHA512-CRYPT}", "{SHA256-CRYPT}": return crypted(password, hash)
    case "{SSHA}": return salted(password, hash, octets: 20) { Data(Insecure.SHA1.hash(data: $0)) }
    case "{SSHA256}": return salted(password, hash, octets: 32) { Data(SHA256.hash(data: $0)) }
    case "{SSHA512}": return salted(password, hash, octets: 64) { Data(SHA512.hash(data: $0)) }
    default: return false
    }
  }

  /// crypt(3): the hash itself says function, cost and salt.
  private static func crypted(_ password: Secret, _ hash: String) -> Bool {
    let memory = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
    memory.initialize(to: crypt_data())
    defer { memory.deallocate() }
    let size = Int32(MemoryLayout<crypt_data>.size)
    guard let made = crypt_rn(password.value, hash, memory, size) else { return false }
    return equal(Data(String(cString: made).utf8), Data(hash.utf8))
  }

  private static func salted(_ password: Secret, _ hash: String, octets: Int, _ digest: (Data) -> Data) -> Bool {
    guard let data = Data(base64Encoded: hash), data.count > octets else { return false }
    return equal(digest(Data(password.value.utf8) + data.dropFirst(octets)), data.prefix(octets))
  }

  /// Without an early end, so that time tells nothing.
  private static func equal(_ left: Data, _ right: Data) -> Bool {
    left.count == right.count && zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
