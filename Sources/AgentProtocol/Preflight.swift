import MailModel

/// What stands in the way of an instance, or is worth knowing before it starts: what `palomar-agent preflight --json`
/// prints.
package struct PreflightReport: Codable, Hashable, Sendable {
  package var findings: [PreflightFinding]

  package init(findings: [PreflightFinding]) {
    self.findings = findings
  }

  /// Whether nothing stands in the way.
  package var permitsStart: Bool { findings.allSatisfy { $0.severity != .refusal } }
}

package struct PreflightFinding: Codable, Hashable, Sendable {
  package enum Severity: String, Codable, Sendable {
    /// It cannot start like this.
    case refusal
    /// It can, but not well.
    case warning
    /// Nothing to do.
    case note
  }

  package enum Check: String, Codable, Sendable, CaseIterable {
    case root, programs, memory, disk, path, directory, reach, ports, instance
  }

  package var check: Check
  package var severity: Severity
  package var message: Text
  package var remedy: Text?

  package init(_ check: Check, _ severity: Severity, _ message: Text, remedy: Text? = nil) {
    self.check = check
    self.severity = severity
    self.message = message
    self.remedy = remedy
  }
}
