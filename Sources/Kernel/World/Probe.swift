import MailModel

/// Sends a message through the whole service and reads it back. Monitoring knows how; Deployment asks for it
/// before it calls a rollout done.
package struct Probe: Sendable {
  /// Whatever fails stands in the report.
  package var run: @Sendable (ControlPlane) async -> ProbeReport

  package static let unexpected = Probe { _ in
    ProbeReport(stages: [], fault: Fault(.unavailable, Text(verbatim: UnexpectedCall("probe").description)))
  }

  package init(run: @escaping @Sendable (ControlPlane) async -> ProbeReport) {
    self.run = run
  }
}
