import Kernel
import MailFormats
import MailModel

/// How an expected record stands in the DNS.
package struct RecordVerdict: Codable, Hashable, Sendable {
  package enum State: String, Codable, Hashable, Sendable, CaseIterable {
    case good, missing, different
    /// Nobody could say, so nothing is known: never a pass.
    case unreachable
  }

  package var record: ExpectedRecord
  package var state: State
  package var detail: Text
  /// What the DNS has in its place.
  package var found: [String]
  /// Whether DNSSEC proves it.
  package var isValidated: Bool

  package init(_ record: ExpectedRecord, _ state: State, _ detail: Text, answer: DNSAnswer) {
    self.record = record
    self.state = state
    self.detail = detail
    found = answer.records
    isValidated = answer.isValidated
  }

  /// As in `palomar dns check --json`.
  private enum CodingKeys: String, CodingKey {
    case record, detail, found
    case state = "verdict"
    case isValidated = "validated"
  }
}

/// Compares by meaning: spacing, case and order do not count where their standards say so.
package func verdict(expected record: ExpectedRecord, answer: DNSAnswer) -> RecordVerdict {
  switch answer.outcome {
  case .found(let texts):
    let (state, detail) = RecordComparison(expected: record).judge(texts)
    return RecordVerdict(record, state, detail, answer: answer)
  case .noData, .nameDoesNotExist:
    return RecordVerdict(record, .missing, Text(en: "not in the DNS", es: "no está en el DNS"), answer: answer)
  case .serverFailure(let code):
    let detail = Text(
      en: "the resolver cannot answer (\(code))", es: "el resolutor no puede responder (\(code))")
    return RecordVerdict(record, .unreachable, detail, answer: answer)
  case .unreachable(let reason):
    let detail = Text(en: "nobody answers (\(reason))", es: "nadie responde (\(reason))")
    return RecordVerdict(record, .unreachable, detail, answer: answer)
  case .bogus(let reason):
    let detail = Text(
      en: "the answer is forged or its signatures are broken (\(reason))",
      es: "la respuesta está falsificada o sus firmas están rotas (\(reason))")
    return RecordVerdict(record, .unreachable, detail, answer: answer)
  }
}

/// Asks for every record at once; `nil` asks the host's own resolvers.
package func check(
  _ records: [ExpectedRecord], at resolver: Endpoint?, with dns: DNSClient
) async throws -> [RecordVerdict] {
  let questions = Set(records.map { DNSQuestion($0.name, $0.value.type, resolver: resolver) })
  let answers = try await withThrowingTaskGroup(of: (DNSQuestion, DNSAnswer).self) { group in
    for question in questions {
      group.addTask { (question, try await dns.ask(question)) }
    }
    return try await group.reduce(into: [DNSQuestion: DNSAnswer]()) { $0[$1.0] = $1.1 }
  }
  return records.map { record in
    let question = DNSQuestion(record.name, record.value.type, resolver: resolver)
    return verdict(expected: record, answer: answers[question] ?? DNSAnswer(.unreachable("not asked")))
  }
}
