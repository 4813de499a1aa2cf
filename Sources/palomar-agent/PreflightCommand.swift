import Agent
import AgentProtocol
import ArgumentParser
import Foundation
import MailModel

struct PreflightCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preflight", abstract: "Say what would keep an instance from starting; change nothing.",
    discussion: "Exit status: 0 when nothing does, 3 otherwise.")

  @OptionGroup var instance: InstanceOptions

  @Option(help: "Look at the ports of this block, too.")
  var portBase: Int?

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let ports = try portBase.map(Ports.init(base:))
    let report = Preflight(layout: instance.layout, ports: ports).report()
    print(try json ? encoded(report) : lines(report), terminator: "")
    if !report.permitsStart { throw ExitCode(Keeper.refusal) }
  }

  private func encoded(_ report: PreflightReport) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(report), as: UTF8.self) + "\n"
  }

  private func lines(_ report: PreflightReport) -> String {
    let language = Language(environment: ProcessInfo.processInfo.environment)
    return report.findings.map { finding in
      let remedy = finding.remedy.map { ": \($0(in: language))" } ?? ""
      return finding.message(in: language) + remedy + "\n"
    }.joined()
  }
}
