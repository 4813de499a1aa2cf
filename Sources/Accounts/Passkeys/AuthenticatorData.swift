import MailFormats

/// What an authenticator says of itself and of the person before it (Web Authentication Level 3 §6.1).
struct AuthenticatorData: Sendable {
  struct Flags: OptionSet {
    let rawValue: UInt8
    /// Somebody touched it.
    static let present = Flags(rawValue: 0x01)
    /// It knows who: by a PIN or a finger.
    static let verified = Flags(rawValue: 0x04)
    /// The passkey may be copied to other devices of its owner.
    static let backupEligible = Flags(rawValue: 0x08)
    static let backedUp = Flags(rawValue: 0x10)
    static let credential = Flags(rawValue: 0x40)
    static let extensions = Flags(rawValue: 0x80)
  }

  struct Credential: Sendable {
    /// The authenticator's model, 16 octets; zeros when it does not say.
    let model: [UInt8]
    let id: [UInt8]
    /// COSE, as it came.
    let key: [UInt8]
  }

  /// SHA-256 of the relying party's ID.
  let relyingPartyHash: [UInt8]
  let flags: Flags
  /// How often it has signed; 0 for one that does not count.
  let counter: UInt32
  let credential: Credential?

  /// `nil` unless the octets are such data and nothing more.
  init?(_ octets: [UInt8]) {
    guard octets.count >= 37 else { return nil }
    relyingPartyHash = Array(octets[..<32])
    flags = Flags(rawValue: octets[32])
    counter = octets[33..<37].reduce(0) { $0 << 8 | UInt32($1) }
    // What cannot be copied is not copied (§6.1.3).
    guard flags.contains(.backupEligible) || !flags.contains(.backedUp) else { return nil }
    var end = 37
    if flags.contains(.credential) {
      guard let (credential, after) = Self.credential(in: octets, from: end) else { return nil }
      self.credential = credential
      end = after
    } else {
      credential = nil
    }
    if flags.contains(.extensions) {
      var reader = CBORReader(octets, from: end)
      guard case .map? = try? reader.next() else { return nil }
      end = reader.offset
    }
    guard end == octets.count else { return nil }
  }

  /// §6.5.1; the ID has at most 1,023 octets.
  private static func credential(in octets: [UInt8], from start: Int) -> (Credential, end: Int)? {
    guard octets.count >= start + 18 else { return nil }
    let length = Int(octets[start + 16]) << 8 | Int(octets[start + 17])
    let keyStart = start + 18 + length
    guard (1...1_023).contains(length), keyStart < octets.count else { return nil }
    var reader = CBORReader(octets, from: keyStart)
    guard case .map? = try? reader.next() else { return nil }
    let credential = Credential(
      model: Array(octets[start..<start + 16]), id: Array(octets[start + 18..<keyStart]),
      key: Array(octets[keyStart..<reader.offset]))
    return (credential, reader.offset)
  }
}
