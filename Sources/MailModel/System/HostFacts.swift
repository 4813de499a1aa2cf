/// What rendering must know about a host, as plain values.
package struct HostFacts: Codable, Hashable, Sendable {
  package var layout: Layout
  package var versions: ProgramVersions
  /// The user and group that own all mail.
  package var mailUser: NumericUser
  /// Its name, for settings that take no numbers.
  package static let mailUserName = "vmail"

  package init(layout: Layout, versions: ProgramVersions, mailUser: NumericUser) {
    self.layout = layout
    self.versions = versions
    self.mailUser = mailUser
  }
}

package struct NumericUser: Codable, Hashable, Sendable {
  package var uid: UInt32
  package var gid: UInt32

  package init(uid: UInt32, gid: UInt32) {
    self.uid = uid
    self.gid = gid
  }
}

/// The versions of the programs as installed; what is rendered depends on them.
package struct ProgramVersions: Codable, Hashable, Sendable {
  package var postfix: Version
  package var dovecot: Version
  package var rspamd: Version
  package var redis: Version

  package init(postfix: Version, dovecot: Version, rspamd: Version, redis: Version) {
    self.postfix = postfix
    self.dovecot = dovecot
    self.rspamd = rspamd
    self.redis = redis
  }
}

/// A program's version: its leading numbers, compared one by one. `2.3.19.1 (9b53102964)` is 2.3.19.1.
package struct Version: Hashable, Sendable, Comparable {
  package let numbers: [Int]

  package init(_ numbers: Int...) {
    self.numbers = numbers
  }

  package init(_ text: String) throws(Fault) {
    let start = text.drop { !$0.isASCII || !$0.isNumber }
    let numbers = start.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }.split(separator: ".").compactMap { Int($0) }
    guard !numbers.isEmpty else {
      throw Fault(
        .invalid, en: "“\(text.prefix(60))” holds no version", es: "«\(text.prefix(60))» no contiene una versión")
    }
    self.numbers = numbers
  }

  package static func < (left: Version, right: Version) -> Bool {
    left.numbers.lexicographicallyPrecedes(right.numbers)
  }
}

extension Version: Codable, CustomStringConvertible {
  package var description: String { numbers.map(String.init).joined(separator: ".") }

  package init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
