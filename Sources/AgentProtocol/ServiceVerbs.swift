import Foundation
import MailModel

/// What runs on this host.
package struct ListServices: AgentVerb {
  package static let name = "services.list"
  package typealias Reply = [ServiceStatus]

  package init() {}
}

/// Ends every service but the agent, in reverse order of dependency, then the agent itself.
package struct StopServices: AgentVerb {
  package static let name = "services.stop"
  package typealias Reply = Done

  package init() {}
}

package struct ServiceStatus: Codable, Hashable, Sendable {
  package enum State: String, Codable, Sendable, CaseIterable {
    case starting, running, failed, stopped
    /// Ended unexpectedly and waiting for its next start.
    case waiting = "restarting"
  }

  /// `agent`, `palomar`, `redis`, `rspamd`, `dovecot`, `postfix`.
  package var name: String
  package var state: State
  package var pid: Int32?
  package var since: Date

  package init(name: String, state: State, pid: Int32?, since: Date) {
    self.name = name
    self.state = state
    self.pid = pid
    self.since = since
  }
}

/// The facts that rendering uses, as found on the host.
package struct ReadHostFacts: AgentVerb {
  package static let name = "host.facts"
  package typealias Reply = HostFacts

  package init() {}
}
