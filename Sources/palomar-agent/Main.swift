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
    subcommands: [PreflightCommand.self, Prepare.self, Serve.self])
}

struct InstanceOptions: ParsableArguments {
  @Option(help: "The instance's directory, as an absolute path.")
  var dir: String

  var layout: Layout { .local(dir) }
}

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve the control plane's requests.",
    discussion: """
      A parent that does nothing else keeps the agent alive. SIGTERM ends all services in order.
      Exit status: 0 when told to stop, 3 when it refuses to start, with the reason on the standard error.
      """)

  @OptionGroup var instance: InstanceOptions

  @Flag(help: .hidden)
  var kept = false

  func run() async throws {
    LoggingSystem.bootstrap { _ in StreamLogHandler.standardError(label: "palomar-agent") }
    let logger = Logger(label: "palomar-agent")
    throw ExitCode(kept ? try await serve(logger) : try await keep(logger))
  }

  private func keep(_ logger: Logger) async throws -> Int32 {
    try await Keeper(command: [OwnPrograms.agent, "serve", "--kept", "--dir", instance.dir], logger: logger).run()
  }

  private func serve(_ logger: Logger) async throws -> Int32 {
    do {
      try await HostAgent(layout: instance.layout, controlPlane: OwnPrograms.controlPlane, logger: logger).run()
      return 0
    } catch let fault as Fault {
      return refuse(fault)
    }
  }
}

struct Prepare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make the users and directories of an instance, unless something would keep it from starting.",
    discussion: "Exit status: 0 when they stand, 3 otherwise, with the reason on the standard error.")

  @OptionGroup var instance: InstanceOptions

  @Option(help: "The ports that a new instance would take.")
  var portBase: Int?

  func run() async throws {
    LoggingSystem.bootstrap { _ in StreamLogHandler.standardError(label: "palomar-agent") }
    do {
      let agent = HostAgent(
        layout: instance.layout, controlPlane: OwnPrograms.controlPlane, logger: Logger(label: "palomar-agent"))
      try await agent.prepare(ports: portBase.map(Ports.init(base:)))
    } catch let fault as Fault {
      throw ExitCode(refuse(fault))
    }
  }
}

/// Says on the standard error, in the reader's language, why nothing is done.
private func refuse(_ fault: Fault) -> Int32 {
  let language = Language(environment: ProcessInfo.processInfo.environment)
  FileHandle.standardError.write(Data((fault.line(in: language) + "\n").utf8))
  return Keeper.refusal
}

/// Where this program lies, and its companion beside it.
enum OwnPrograms {
  private static let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()

  static var agent: String { own.path }
  static var controlPlane: String { own.deletingLastPathComponent().appendingPathComponent("palomar").path }
}
