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
    guard FileManager.default.fileExists(atPath: layout.agentSocket) else {
      print(spoken(en: "Nothing runs in \(layout.root).", es: "Nada funciona en \(layout.root)."))
      return
    }
    _ = try await AgentClient.live(socket: layout.agentSocket).call(StopServices())
    print(
      spoken(
        en: "Stopped. Mail and settings stay in \(layout.root).",
        es: "Parado. El correo y los ajustes siguen en \(layout.root)."))
  }
}
