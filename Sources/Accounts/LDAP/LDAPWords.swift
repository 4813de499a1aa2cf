import Foundation
import Kernel
import MailModel
import Surface

/// How the command line shows directories and synchronisations.
extension LDAPSource {
  var lines: [String] {
    [
      "\(spoken(en: "directory", es: "directorio")): \(uri)\(startsTLS ? " + StartTLS" : "") (\(kind.rawValue))",
      "\(spoken(en: "authorities", es: "autoridades")): \(authority ?? spoken(en: "the system's", es: "las del sistema"))",
      "\(spoken(en: "bound as", es: "conexión como")): \(bindDN ?? "—")",
      "\(spoken(en: "password", es: "contraseña")): \(spokenAnswer(hasPassword))",
      "\(spoken(en: "base", es: "base de búsqueda")): \(base)",
      "\(spoken(en: "people", es: "personas")): \(filter)",
      "\(spoken(en: "groups", es: "grupos")): \(groupFilter ?? "—")",
      "\(spoken(en: "attributes", es: "atributos")): "
        + "\(attributes.key), \(attributes.address), \(attributes.names.joined(separator: "/")), "
        + "\(attributes.aliases.joined(separator: "/")), \(attributes.members.joined(separator: "/"))",
      "\(spoken(en: "class of new accounts", es: "clase de las cuentas nuevas")): \(serviceClass ?? "—")",
      limits(in: .spoken),
    ]
  }

  var limits: Text {
    Text(
      en: "at most \(mostLosses) losses or \(mostLossesPercent) % at once, removed after \(graceDays) days, "
        + (everyMinutes == 0 ? "by hand alone" : "every \(everyMinutes) min"),
      es: "como mucho \(mostLosses) pérdidas o el \(mostLossesPercent) % a la vez, eliminadas a los \(graceDays) días, "
        + (everyMinutes == 0 ? "solo a mano" : "cada \(everyMinutes) min"))
  }
}

extension LDAPRun {
  func outcome(in language: Language) -> String {
    fault?.line(in: language) ?? report?.summary(in: language) ?? Text(en: "under way", es: "en marcha")(in: language)
  }

  var line: String { "\(started.formatted(.iso8601)) \(actor): \(outcome(in: .spoken))" }
}

extension LDAPReport {
  func summary(in language: Language) -> String {
    Result.allCases.map { "\($0.name(in: language)) \(count($0))" }.joined(separator: ", ")
  }

  var people: String {
    (rows.map(\.line) + [summary(in: .spoken)] + (stop.map { [$0.line(in: .spoken)] } ?? [])).joined(separator: "\n")
  }
}

extension LDAPReport.Row {
  func why(in language: Language) -> String { findings.map { $0.line(in: language) }.joined(separator: "; ") }

  var line: String {
    let why = why(in: .spoken)
    return "\(address.isEmpty ? dn : address): \(result.name(in: .spoken))\(why.isEmpty ? "" : ": \(why)")"
  }
}

extension LDAPReport.Result {
  var name: Text {
    switch self {
    case .added: Text(en: "added", es: "añadidas")
    case .changed: Text(en: "changed", es: "modificadas")
    case .unchanged: Text(en: "unchanged", es: "sin cambios")
    case .suspended: Text(en: "suspended", es: "suspendidas")
    case .resumed: Text(en: "resumed", es: "reanudadas")
    case .removed: Text(en: "removed", es: "eliminadas")
    case .refused: Text(en: "refused", es: "rechazadas")
    }
  }
}

extension DirectoryEntry {
  var lines: String {
    let own: [String?] = [
      dn, address, displayName, aliases.map(\.text).joined(separator: ", "),
      isDisabled ? spoken(en: "disabled", es: "desactivada") : nil,
    ]
    let words = own.compactMap { $0 }.filter { !$0.isEmpty } + findings.map { $0.line(in: .spoken) }
    return words.joined(separator: "\n")
  }
}
