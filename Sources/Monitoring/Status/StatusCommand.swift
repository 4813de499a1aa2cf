import AgentProtocol
import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: spoken(en: "What runs, and where it listens.", es: "Qué funciona y dónde escucha."),
    discussion: spoken(
      en: "Ends with 1 when a service does not run. Example: palomar status --dir instance",
      es: "Termina con 1 si algún servicio no funciona. Ejemplo: palomar status --dir instance"))
  @OptionGroup var output: OutputOptions
  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    let overview = try await instance.client.inspect(ShowStatus())
    let console = try await instance.client.inspect(ShowConsole())
    try output.show(overview) { "\($0.people)\n\(console.people)" }
    guard overview.services.allSatisfy({ $0.state == .running }) else { throw ExitCodes.foundWanting }
  }
}

extension ServiceOverview {
  package var people: String {
    var services = Table(
      spoken(en: "SERVICE", es: "SERVICIO"), spoken(en: "STATE", es: "ESTADO"), "PID", spoken(en: "SINCE", es: "DESDE"))
    for service in self.services {
      services.add(
        service.name, service.state.spokenName, service.pid.map { "\($0)" } ?? "—", service.since.formatted(.iso8601))
    }
    let ports = self.ports.named.filter { $0.name != "console" }.map { "\($0.name) \($0.port)" }.joined(separator: "  ")
    return """
      \(dir) (\(profile.rawValue)), \(spoken(en: "generation", es: "generación")) \(generation.map { "\($0)" } ?? "—")

      \(services.text)

      \(spoken(en: "Ports", es: "Puertos")): \(ports)
      """
  }
}

extension ConsoleStatus {
  package var people: String {
    spoken(en: "Console", es: "Consola") + ": " + (trouble?(in: .spoken) ?? addresses.joined(separator: "  "))
  }
}

extension ServiceStatus.State {
  fileprivate var spokenName: String {
    switch self {
    case .starting: spoken(en: "starting", es: "arrancando")
    case .running: spoken(en: "running", es: "en marcha")
    case .failed: spoken(en: "failed", es: "ha fallado")
    case .stopped: spoken(en: "stopped", es: "parado")
    case .waiting: spoken(en: "restarting", es: "rearrancando")
    }
  }
}
