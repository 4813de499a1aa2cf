import Foundation
import MailModel

/// Renders `system` and compares it with the installed files. Changes nothing.
package struct PlanGeneration: AgentVerb {
  package static let name = "generation.plan"
  package typealias Reply = GenerationPlan
  package var system: MailSystem

  package init(system: MailSystem) {
    self.system = system
  }
}

/// Renders `system` as generation `number` and keeps it beside what runs; makes the keys that it needs.
/// Staging the same number again replaces it, unless it is installed.
package struct StageGeneration: AgentVerb {
  package static let name = "generation.stage"
  package typealias Reply = GenerationPlan
  package var number: Int
  package var system: MailSystem

  package init(number: Int, system: MailSystem) {
    self.number = number
    self.system = system
  }
}

/// Has the programs themselves check a staged generation: `postfix check`, `doveconf -n`,
/// `rspamadm configtest`, `sievec`. A refusal is a `Fault(.invalid)` with the program's own words.
package struct ValidateGeneration: AgentVerb {
  package static let name = "generation.validate"
  package typealias Reply = Done
  package var number: Int

  package init(number: Int) {
    self.number = number
  }
}

/// Installs a staged or earlier generation whole, and starts or reloads what changed; replies once every
/// service is up. After a power cut the agent finishes or undoes a half-done installation by itself.
/// A daemon that does not come up is a `Fault(.unavailable)` with its own words; the files stay.
package struct ActivateGeneration: AgentVerb {
  package static let name = "generation.activate"
  package typealias Reply = Done
  package var number: Int

  package init(number: Int) {
    self.number = number
  }
}

/// The number of the installed generation, `nil` before the first.
package struct InstalledGeneration: AgentVerb {
  package static let name = "generation.installed"
  package typealias Reply = Int?

  package init() {}
}

/// What differs between the installed generation and the files of the host.
package struct FindDrift: AgentVerb {
  package static let name = "generation.drift"
  package typealias Reply = [DriftedFile]

  package init() {}
}

package struct GenerationPlan: Codable, Hashable, Sendable {
  package var changes: [FileChange]
  /// The keys that sign, one per domain; present once the generation is staged.
  package var signingKeys: [SigningKey]

  package init(changes: [FileChange], signingKeys: [SigningKey] = []) {
    self.changes = changes
    self.signingKeys = signingKeys
  }
}

package struct FileChange: Codable, Hashable, Sendable {
  package enum Kind: String, Codable, Sendable, CaseIterable { case added, changed, removed }

  package var path: String
  package var kind: Kind
  /// Unified diff with three lines of context; secrets never stand in rendered files.
  package var diff: String

  package init(path: String, kind: Kind, diff: String) {
    self.path = path
    self.kind = kind
    self.diff = diff
  }
}

/// The public half of a DKIM key, as the `p=` tag wants it: base64 of the SubjectPublicKeyInfo (RFC 6376 §3.6.1).
package struct SigningKey: Codable, Hashable, Sendable {
  package var domain: DomainName
  package var selector: Selector
  package var publicKey: String

  package init(domain: DomainName, selector: Selector, publicKey: String) {
    self.domain = domain
    self.selector = selector
    self.publicKey = publicKey
  }
}

package struct DriftedFile: Codable, Hashable, Sendable {
  package enum Kind: String, Codable, Sendable, CaseIterable { case changed, missing, permissions, unknown }

  package var path: String
  package var kind: Kind
  /// When the file changed (its mtime or ctime), `nil` for a missing one.
  package var since: Date?
  package var diff: String

  package init(path: String, kind: Kind, since: Date?, diff: String) {
    self.path = path
    self.kind = kind
    self.since = since
    self.diff = diff
  }
}
