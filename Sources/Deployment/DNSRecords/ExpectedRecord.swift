import AgentProtocol
import MailFormats
import MailModel

/// A record that the DNS ought to have for a domain's mail to work.
package struct ExpectedRecord: Hashable, Sendable {
  package var name: DNSName
  /// In seconds.
  package var ttl: Int
  package var value: RecordValue
  package var purpose: RecordPurpose

  package init(name: DNSName, ttl: Int, value: RecordValue, purpose: RecordPurpose) {
    self.name = name
    self.ttl = ttl
    self.value = value
    self.purpose = purpose
  }
}

/// What a record is for.
package enum RecordPurpose: String, Codable, Hashable, Sendable, CaseIterable {
  case mailExchanger = "mx"
  case senderPolicy = "spf"
  /// Who may greet as the host: what counts for bounces, which have no sender.
  case hostPolicy = "spf-helo"
  case signature = "dkim"
  case alignment = "dmarc"
  case tlsReports = "tls-rpt"
  /// Where mail programs find the service.
  case clientSetup = "srv"
  case hostAddress = "address"
  case reverseName = "ptr"
  case certificateAuthority = "caa"

  package var text: Text {
    switch self {
    case .mailExchanger: Text(en: "where mail for the domain goes", es: "adónde va el correo del dominio")
    case .senderPolicy: Text(en: "who may send as the domain (SPF)", es: "quién puede enviar como el dominio (SPF)")
    case .hostPolicy: Text(en: "who may greet as the host (SPF)", es: "quién puede saludar como el equipo (SPF)")
    case .signature: Text(en: "the key that signs (DKIM)", es: "la clave que firma (DKIM)")
    case .alignment: Text(en: "what to do with forgeries (DMARC)", es: "qué hacer con falsificaciones (DMARC)")
    case .tlsReports: Text(en: "where TLS failures are reported", es: "dónde se avisa de fallos de TLS")
    case .clientSetup: Text(en: "lets mail programs find the service", es: "para que los programas hallen el servicio")
    case .hostAddress: Text(en: "the host's address", es: "la dirección del equipo")
    case .reverseName: Text(en: "the name of the address", es: "el nombre de la dirección")
    case .certificateAuthority: Text(en: "who may certify the domain", es: "quién puede certificar el dominio")
    }
  }
}

/// `{"name", "type", "ttl", "value", "purpose"}`.
extension ExpectedRecord: Codable {
  private enum CodingKeys: String, CodingKey { case name, type, ttl, value, purpose }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let type = try container.decode(RecordType.self, forKey: .type)
    let text = try container.decode(String.self, forKey: .value)
    guard let value = RecordValue(type, text) else {
      throw DecodingError.dataCorruptedError(
        forKey: .value, in: container, debugDescription: "no \(type.rawValue) value")
    }
    self.init(
      name: try container.decode(DNSName.self, forKey: .name), ttl: try container.decode(Int.self, forKey: .ttl),
      value: value, purpose: try container.decode(RecordPurpose.self, forKey: .purpose))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(value.type, forKey: .type)
    try container.encode(ttl, forKey: .ttl)
    try container.encode(value.presentation, forKey: .value)
    try container.encode(purpose, forKey: .purpose)
  }
}
