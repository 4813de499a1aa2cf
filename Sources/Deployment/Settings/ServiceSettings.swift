import MailModel
import Store

/// What an administrator decides about the service as a whole: the part of the desired state that no other
/// capability brings.
package struct ServiceSettings: Codable, Hashable, Sendable {
  package var host: DomainName
  package var listen: [IPAddress]
  package var ports: Ports
  package var trustedNetworks: [Network]
  package var outbound: Outbound
  package var limits: Limits
  package var resolvers: [Endpoint]
  package var directory: DirectoryBackend

  package init(
    host: DomainName, listen: [IPAddress] = [.loopback], ports: Ports, trustedNetworks: [Network] = [],
    outbound: Outbound = .closed, limits: Limits = .standard, resolvers: [Endpoint] = [],
    directory: DirectoryBackend = .sqlite
  ) {
    self.host = host
    self.listen = listen
    self.ports = ports
    self.trustedNetworks = trustedNetworks
    self.outbound = outbound
    self.limits = limits
    self.resolvers = resolvers
    self.directory = directory
  }

  /// The settings that `system` was made from.
  init(of system: MailSystem) {
    self.init(
      host: system.host, listen: system.listen, ports: system.ports, trustedNetworks: system.trustedNetworks,
      outbound: system.outbound, limits: system.limits, resolvers: system.resolvers, directory: system.directory)
  }

  /// A system of these settings, before any other capability adds to it.
  package var system: MailSystem {
    MailSystem(
      host: host, listen: listen, ports: ports, trustedNetworks: trustedNetworks, outbound: outbound, limits: limits,
      directory: directory, resolvers: resolvers)
  }
}

/// One row, as JSON: settings come and go with versions, and nothing searches in them.
extension ServiceSettings {
  static let migration = Migration(
    "service settings",
    [
      """
      CREATE TABLE service_settings (
        id BIGINT PRIMARY KEY CHECK (id = 1),
        settings TEXT NOT NULL
      )
      """
    ])

  package static func find(in db: any Database) throws -> ServiceSettings? {
    try db.value("SELECT settings FROM service_settings", as: ServiceSettings.self)
  }

  package static func existing(in db: any Database) throws -> ServiceSettings {
    guard let settings = try find(in: db) else {
      throw Fault(
        .conflict, en: "this service has not been set up yet", es: "este servicio aún no está configurado",
        hint: Text(en: "set it up with “palomar up”", es: "configúrelo con «palomar up»"))
    }
    return settings
  }

  func save(in db: any Database) throws {
    try db.execute(
      """
      INSERT INTO service_settings (id, settings) VALUES (1, \(json: self))
      ON CONFLICT (id) DO UPDATE SET settings = excluded.settings
      """)
  }
}
