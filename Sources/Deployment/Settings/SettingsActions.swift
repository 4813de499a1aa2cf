import Kernel
import MailModel
import Store

/// Gives a new service its first settings. Afterwards they change with `UpdateSettings`.
package struct InitialiseService: Action {
  package static let name = "service.initialise"
  package static let route = Route.post("service")
  package static let permission: Permission = "service.initialise"
  package static let summary = Text(en: "Sets up a new service.", es: "Configura un servicio nuevo.")
  package var settings: ServiceSettings

  package init(settings: ServiceSettings) {
    self.settings = settings
  }

  package func perform(in work: Work) throws -> ServiceSettings {
    guard try ServiceSettings.find(in: work.db) == nil else {
      throw Fault(
        .conflict, en: "this service is set up already", es: "este servicio ya está configurado",
        hint: Text(
          en: "change it with “palomar export” and “palomar apply”",
          es: "modifíquelo con «palomar export» y «palomar apply»"))
    }
    try settings.check(with: work.db)
    try settings.save(in: work.db)
    if settings.directory != .sqlite { try work.enqueue(DirectoryRequest(), key: DirectoryRequest.name) }
    return settings
  }
}

/// Changes what is given and leaves the rest.
package struct UpdateSettings: Action, Hashable {
  package static let name = "service.update"
  package static let route = Route.put("service")
  package static let permission: Permission = "service.update"
  package static let summary = Text(en: "Changes the service's settings.", es: "Cambia los ajustes del servicio.")
  package var host: DomainName?
  package var listen: [IPAddress]?
  package var ports: Ports?
  package var trustedNetworks: [Network]?
  package var outbound: Outbound?
  package var limits: Limits?
  package var resolvers: [Endpoint]?
  package var directory: DirectoryBackend?

  package init() {}

  /// Everything as `settings` has it.
  init(to settings: ServiceSettings) {
    host = settings.host
    listen = settings.listen
    ports = settings.ports
    trustedNetworks = settings.trustedNetworks
    outbound = settings.outbound
    limits = settings.limits
    resolvers = settings.resolvers
    directory = settings.directory
  }

  package func perform(in work: Work) throws -> ServiceSettings {
    let before = try ServiceSettings.existing(in: work.db)
    let settings = applied(to: before)
    guard settings != before else { return before }
    try settings.check(with: work.db)
    try work.record(before: before)
    try settings.save(in: work.db)
    if settings.directory != before.directory { try work.enqueue(DirectoryRequest(), key: DirectoryRequest.name) }
    try work.requestRollout(because: "settings changed")
    return settings
  }

  func applied(to settings: ServiceSettings) -> ServiceSettings {
    ServiceSettings(
      host: host ?? settings.host, listen: listen ?? settings.listen, ports: ports ?? settings.ports,
      trustedNetworks: trustedNetworks ?? settings.trustedNetworks, outbound: outbound ?? settings.outbound,
      limits: limits ?? settings.limits, resolvers: resolvers ?? settings.resolvers,
      directory: directory ?? settings.directory)
  }
}

package struct ShowSettings: Query {
  package static let name = "service.show"
  package static let route = Route.get("service")
  package static let permission: Permission = "service.read"
  package static let summary = Text(en: "Shows the service's settings.", es: "Muestra los ajustes del servicio.")

  package init() {}

  package func answer(from db: any Database) throws -> ServiceSettings {
    try ServiceSettings.existing(in: db)
  }
}
