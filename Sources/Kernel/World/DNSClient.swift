import MailModel

/// The domain name system, with DNSSEC validated here rather than believed.
package struct DNSClient: Sendable {
  /// Answers within seconds whatever the network does; every failure is an outcome.
  package var ask: @Sendable (DNSQuestion) async throws -> DNSAnswer

  package static let unexpected = DNSClient { question in
    throw UnexpectedCall("DNS \(question.type.rawValue) \(question.name)")
  }

  package init(ask: @escaping @Sendable (DNSQuestion) async throws -> DNSAnswer) {
    self.ask = ask
  }
}

package struct DNSQuestion: Hashable, Sendable {
  package var name: DNSName
  package var type: RecordType
  /// Who is asked; `nil` is the host's own resolvers.
  package var resolver: Endpoint?

  package init(_ name: DNSName, _ type: RecordType, resolver: Endpoint? = nil) {
    self.name = name
    self.type = type
    self.resolver = resolver
  }
}

package struct DNSAnswer: Hashable, Codable, Sendable {
  package enum Outcome: Hashable, Codable, Sendable {
    /// The records' data in presentation form (RFC 1035 §5.1), sorted; names with their final dot,
    /// the strings of a TXT record joined and without quotes.
    case found([String])
    /// The name exists, without a record of this type.
    case noData
    case nameDoesNotExist
    /// The resolver answered that it could not answer, with this code: `SERVFAIL`, `REFUSED` …
    case serverFailure(String)
    /// Nobody answered.
    case unreachable(String)
    /// The answer contradicts the zone's signatures.
    case bogus(String)
  }

  package var outcome: Outcome
  /// Whether DNSSEC proves the answer, its absence included.
  package var isValidated: Bool

  package init(_ outcome: Outcome, isValidated: Bool = false) {
    self.outcome = outcome
    self.isValidated = isValidated
  }

  /// Empty unless records were found.
  package var records: [String] {
    if case .found(let records) = outcome { records } else { [] }
  }
}
