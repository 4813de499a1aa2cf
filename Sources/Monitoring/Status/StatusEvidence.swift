import AgentProtocol
import Kernel
import MailModel
import Surface

extension ShowStatus {
  /// That every service runs, asked of the agent at that moment.
  static let evidence = Evidence(
    for: .monitoring, Text(en: "Services", es: "Servicios"), needs: ShowStatus.permission
  ) { plane, principal in
    let services = try await plane.inspect(ShowStatus(), as: principal).services
    let down = services.filter { $0.state != .running }.map(\.name).joined(separator: ", ")
    guard down.isEmpty else {
      return .init(.bad, Text(en: "not running: \(down)", es: "no funcionan: \(down)"))
    }
    return .init(
      .good, Text(en: "all \(services.count) are running", es: "los \(services.count) están en marcha"))
  }
}
