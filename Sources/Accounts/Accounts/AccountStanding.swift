import Foundation
import MailModel

extension Account {
  /// What an account may do at a moment, out of all that decides it.
  package enum Standing: String, Codable, Hashable, Sendable, CaseIterable {
    /// Receives, signs in, sends.
    case active
    /// Receives; nobody signs in.
    case receiveOnly
    /// Neither receives nor signs in; its mail is kept.
    case suspended
    /// Receives; nobody signs in, and it cannot be purged.
    case held
    /// Its first day is still to come: receives; nobody signs in.
    case early
    /// Its last day is over: as if suspended.
    case expired
    /// Removed, and can be restored: neither receives nor signs in.
    case deleted
  }

  package func standing(at now: Date) -> Standing {
    if removed != nil { return .deleted }
    if hold != nil { return .held }
    if let validUntil, validUntil <= now { return .expired }
    switch state {
    case .suspended: return .suspended
    case .receiveOnly: return .receiveOnly
    case .active: return validFrom.map { $0 > now } == true ? .early : .active
    }
  }
}
