import Agent
import ArgumentParser
import Foundation
import Logging
import MailModel

/// The host agent: the only program of Palomar's that runs as root.
@main
struct PalomarAgent: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "palomar-agent", abstract: "Applies configurations of mail programs and keeps the programs running.",
    subcommands: [Serve.self])
}

struct InstanceOptions: ParsableArguments {
  @Option(help: "The instance's directory, as an absolute path.")
  var dir: String

  var layout: Layout { .local(dir) }
}

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Serve the control plane's requests.")

  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let controlPlane = program.deletingLastPathComponent().appendingPathComponent("palomar").path
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    let agent = HostAgent(layout: instance.layout, controlPlane: controlPlane, logger: Logger(label: "palomar-agent"))
    try await agent.run()
  }
}
