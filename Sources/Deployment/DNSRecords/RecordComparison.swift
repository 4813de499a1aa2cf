import MailFormats
import MailModel

/// Judges what stands in the DNS at the place of an expected record.
struct RecordComparison {
  typealias Judgement = (state: RecordVerdict.State, detail: Text)

  let expected: ExpectedRecord

  func judge(_ texts: [String]) -> Judgement {
    switch expected.purpose {
    case .senderPolicy, .hostPolicy:
      judgeOnly(texts.filter(SenderPolicy.marks), "SPF") { SenderPolicy($0) == SenderPolicy(wanted) }
    case .signature: judgeTags(texts, "DKIM", as: .signingKey)
    case .alignment: judgeTags(texts, "DMARC", as: .alignmentPolicy)
    case .tlsReports: judgeTags(texts, "TLS-RPT", as: .tlsReports)
    case .mailExchanger: judgeExchangers(texts)
    case .clientSetup, .hostAddress, .reverseName, .certificateAuthority: judgePresence(texts)
    }
  }

  private var wanted: String { expected.value.presentation }

  private func judgeTags(_ texts: [String], _ name: String, as kind: TaggedRecord.Kind) -> Judgement {
    judgeOnly(texts.filter { TaggedRecord.marks($0, as: kind) }, name) {
      TaggedRecord($0, as: kind) == TaggedRecord(wanted, as: kind)
    }
  }

  /// For records of which a name may have one: with two, receivers heed none (RFC 7208 §4.5, RFC 7489 §6.6.3).
  private func judgeOnly(_ candidates: [String], _ name: String, matches: (String) -> Bool) -> Judgement {
    guard let only = candidates.first else {
      return (.missing, Text(en: "no \(name) record in the DNS", es: "no hay registro \(name) en el DNS"))
    }
    guard candidates.count == 1 else {
      return (
        .different,
        Text(
          en: "\(candidates.count) \(name) records, and only one may be: receivers heed none of them",
          es: "\(candidates.count) registros \(name), y solo puede haber uno: nadie hace caso a ninguno")
      )
    }
    return matches(only) ? good : instead(only)
  }

  /// By host: with one exchanger its preference says nothing.
  private func judgeExchangers(_ texts: [String]) -> Judgement {
    let hosts = texts.map { text in
      if case .mailExchanger(_, let host) = RecordValue(.mx, text) { host.text } else { text }
    }
    guard case .mailExchanger(_, let wanted) = expected.value, hosts.contains(wanted.text) else {
      return instead(texts.joined(separator: ", "))
    }
    let others = hosts.filter { $0 != wanted.text }.joined(separator: ", ")
    guard others.isEmpty else {
      return (
        .different, Text(en: "mail also goes to \(others)", es: "el correo va también a \(others)")
      )
    }
    return good
  }

  /// Others beside it do no harm.
  private func judgePresence(_ texts: [String]) -> Judgement {
    let isThere = texts.contains { text in
      RecordValue(expected.value.type, text).map { sameService($0) } ?? false
    }
    return isThere ? good : instead(texts.joined(separator: ", "))
  }

  /// Priority and weight of an SRV record are the administrator's to choose.
  private func sameService(_ found: RecordValue) -> Bool {
    if case .service(_, _, let port, let target) = found,
      case .service(_, _, let wantedPort, let wantedTarget) = expected.value
    {
      return port == wantedPort && target == wantedTarget
    }
    return found == expected.value
  }

  private var good: Judgement { (.good, Text(en: "as expected", es: "como se espera")) }

  private func instead(_ found: String) -> Judgement {
    (.different, Text(en: "the DNS has “\(found)” instead", es: "el DNS tiene «\(found)» en su lugar"))
  }
}
