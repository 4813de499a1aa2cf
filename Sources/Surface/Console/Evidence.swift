import Kernel
import MailModel

/// A clause of the process of the administration of the e-mail service.
package enum Clause: Int, CaseIterable, Sendable {
  case deployment = 1
  case monitoring, accounts, protection, support, governance, audit
}

/// What a capability can show for a clause, looked at when somebody opens the page.
package struct Evidence: Sendable {
  package struct Finding: Sendable {
    /// Nothing is good without evidence: what could not be looked at is `due`.
    package enum Verdict: String, Sendable { case good, due, bad }

    package var verdict: Verdict
    package var text: Text
    /// The page that tells more.
    package var page: String?

    package init(_ verdict: Verdict, _ text: Text, page: String? = nil) {
      self.verdict = verdict
      self.text = text
      self.page = page
    }
  }

  let clause: Clause
  let title: Text
  /// Who may not do this does not see it, and nothing is asked in their name.
  let permission: Permission
  let find: @Sendable (ControlPlane, Principal) async throws -> Finding

  package init(
    for clause: Clause, _ title: Text, needs permission: Permission,
    _ find: @escaping @Sendable (ControlPlane, Principal) async throws -> Finding
  ) {
    self.clause = clause
    self.title = title
    self.permission = permission
    self.find = find
  }
}
