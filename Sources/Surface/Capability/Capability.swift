import ArgumentParser
import Kernel
import MailModel
import Store

/// Everything that one capability brings to the product, on one screen.
package struct Capability: Sendable {
  package let name: String
  package var migrations: [Migration] = []
  /// Of the history.
  package var history: [Migration] = []
  package var doors: [Door] = []
  package var jobs: [JobKind] = []
  package var schedules: [Schedule] = []
  package var documentSection: DocumentSection?
  /// What it adds to the desired state.
  package var contribution: (@Sendable (inout MailSystem, any Database) throws -> Void)?
  package var commands: [any AsyncParsableCommand.Type] = []
  package var pages: [ConsolePage] = []
  /// What it speaks with others' programs beside the API.
  package var protocols: [WireProtocol] = []
  /// What it can show for the clauses of the process.
  package var evidence: [Evidence] = []

  package init(
    _ name: String, migrations: [Migration] = [], history: [Migration] = [], doors: [Door] = [], jobs: [JobKind] = [],
    schedules: [Schedule] = [], documentSection: DocumentSection? = nil,
    contribution: (@Sendable (inout MailSystem, any Database) throws -> Void)? = nil,
    commands: [any AsyncParsableCommand.Type] = [], pages: [ConsolePage] = [], protocols: [WireProtocol] = [],
    evidence: [Evidence] = []
  ) {
    self.name = name
    self.migrations = migrations
    self.history = history
    self.doors = doors
    self.jobs = jobs
    self.schedules = schedules
    self.documentSection = documentSection
    self.contribution = contribution
    self.commands = commands
    self.pages = pages
    self.protocols = protocols
    self.evidence = evidence
  }
}
