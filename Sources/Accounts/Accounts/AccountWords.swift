import Foundation
import MailModel
import Surface

extension Account {
  /// One account for people, a line for each thing that is worth one.
  func lines(at now: Date) -> String {
    let always: [(String, String?)] = [
      (spoken(en: "address", es: "dirección"), address.text),
      (spoken(en: "name", es: "nombre"), displayName),
      (spoken(en: "state", es: "estado"), standing(at: now).spokenName),
      (spoken(en: "reason", es: "motivo"), hold ?? (reason.isEmpty ? nil : reason)),
      (spoken(en: "valid from", es: "vale desde"), validFrom.map(Day.text)),
      (spoken(en: "valid until", es: "vale hasta"), validUntil.map(Day.text)),
      (spoken(en: "purged on", es: "se purga el"), hold == nil ? purge?.formatted(.iso8601) : nil),
      (
        spoken(en: "main password opens mail programs", es: "la contraseña principal abre programas de correo"),
        mainOpens ? nil : spokenAnswer(false)
      ),
      (spoken(en: "since", es: "desde"), created.formatted(.iso8601)),
    ]
    return always.compactMap { label, value in value.map { "\(label): \($0)" } }.joined(separator: "\n")
  }

  /// What a change made of it, in one line.
  func outcome(at now: Date) -> String {
    "\(address): \(standing(at: now).spokenName)"
  }
}

extension EffectiveService {
  /// Each value, and where it comes from.
  var lines: String {
    let limit = quota.value?.description ?? spoken(en: "no limit", es: "sin límite")
    return [
      "\(spoken(en: "quota", es: "cuota")): \(limit)\(origin(quota.from))",
      "\(spoken(en: "protocols", es: "protocolos")): \(protocols.value.shown)\(origin(protocols.from))",
      "\(spoken(en: "forwarding", es: "reenvío")): \(spokenAnswer(forwards.value))\(origin(forwards.from))",
    ].joined(separator: "\n")
  }

  private func origin(_ source: Source) -> String {
    switch source {
    case .account: ""
    case .serviceClass: spoken(en: " (class \(serviceClass ?? ""))", es: " (clase \(serviceClass ?? ""))")
    case .override: spoken(en: " (its own: \(overrideReason))", es: " (propio: \(overrideReason))")
    }
  }
}

extension Account.Standing {
  var spokenName: String { spoken(en: name.en.lowercased(), es: name.es.lowercased()) }
}
