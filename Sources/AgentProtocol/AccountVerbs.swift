import MailModel

/// Takes an account out of Dovecot's authentication cache, so that its next sign-in reads the mail directory,
/// and ends its open sessions when `endsSessions` says so.
package struct ForgetSignIns: AgentVerb {
  package static let name = "account.forget"
  package typealias Reply = Done
  package var address: Address
  package var endsSessions: Bool

  package init(address: Address, endsSessions: Bool) {
    self.address = address
    self.endsSessions = endsSessions
  }
}

/// Moves a removed account's mail out of the way, into the layout's `mail/.removed`, so that an account
/// made later under the same address does not inherit it.
package struct SetMailAside: AgentVerb {
  package static let name = "account.setAside"
  package typealias Reply = Done
  package var address: Address

  package init(address: Address) {
    self.address = address
  }
}
