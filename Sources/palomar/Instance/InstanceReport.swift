import Foundation
import Kernel
import MailModel
import Monitoring
import Surface

/// What `palomar up` says at the end: the status of the contract, the probe, and what it takes to try by hand.
struct InstanceReport: Encodable {
  var overview: ServiceOverview
  var console: ConsoleStatus
  var host: DomainName
  var people: [SampleUsers.Person]
  var authority: String
  var probe: ProbeReport

  private enum CodingKeys: String, CodingKey { case authority, accounts, probe }

  func encode(to encoder: any Encoder) throws {
    try overview.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(authority, forKey: .authority)
    try container.encode(people, forKey: .accounts)
    try container.encode(probe, forKey: .probe)
  }

  /// The story of the message, then addresses, ports and passwords.
  var text: String {
    var parts = [probe.people, "\(overview.people)\n\(console.people)", authorityLine]
    if !people.isEmpty { parts.append(accounts) }
    return parts.joined(separator: "\n\n")
  }

  private var authorityLine: String {
    spoken(
      en: "Server name \(serverName); trust the certificate authority in \(authority)",
      es: "Nombre del servidor \(serverName); confíe en la autoridad de certificación de \(authority)")
  }

  private var serverName: String { host.name }

  private var accounts: String {
    var table = Table(
      spoken(en: "ACCOUNT", es: "CUENTA"), spoken(en: "NAME", es: "NOMBRE"), spoken(en: "PASSWORD", es: "CONTRASEÑA"))
    for person in people { table.add(person.address.text, person.name, person.password.value) }
    return table.text
  }
}
