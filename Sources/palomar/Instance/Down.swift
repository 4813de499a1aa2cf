import Adapters
import AgentProtocol
import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

struct Down: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: spoken(
      en: "Stop a local instance: exactly the processes that it started.",
      es: "Para una instancia local: exactamente los procesos que arrancó."),
    discussion: spoken(en: "Example: palomar down --dir instance", es: "Ejemplo: palomar down --dir instance"))
  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    let layout = instance.layout
    let agent = AgentClient.live(socket: layout.agentSocket)
    if !(await answers(agent)) {
      guard try await takeOver(layout, agent) else {
        return print(spoken(en: "Nothing runs in \(layout.root).", es: "Nada funciona en \(layout.root)."))
      }
    }
    _ = try await agent.call(StopServices())
    print(
      spoken(
        en: "Stopped. Mail and settings stay in \(layout.root).",
        es: "Parado. El correo y los ajustes siguen en \(layout.root)."))
  }

  /// What an agent left running when it was killed is ended by a new one, which knows it.
  private func takeOver(_ layout: Layout, _ agent: AgentClient) async throws -> Bool {
    let program = try AgentProgram(layout: layout)
    guard try await program.findsServices() else { return false }
    let launched = try program.launch()
    guard try await launched.waits(until: { await answers(agent) }) else {
      throw Fault(
        .unavailable, en: "the host agent did not come up within \(LaunchedAgent.patience.components.seconds) s",
        es: "el agente no arrancó en \(LaunchedAgent.patience.components.seconds) s",
        hint: Text(en: "\(launched.output) says why", es: "\(launched.output) dice por qué"))
    }
    return true
  }

  private func answers(_ agent: AgentClient) async -> Bool {
    (try? await agent.call(ListServices())) != nil
  }
}
