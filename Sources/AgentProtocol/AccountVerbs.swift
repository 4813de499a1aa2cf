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

/// Has Dovecot's access lists name the two groups of a mailbox, those who read it and those who manage it, and gives
/// a shared mailbox the folders that people's own have by themselves. Who belongs to a group stands in the mail
/// directory.
package struct OpenMailbox: AgentVerb {
  package static let name = "mailbox.open"
  package typealias Reply = Done
  package var address: Address
  package var hasFolders: Bool

  package init(address: Address, hasFolders: Bool) {
    self.address = address
    self.hasFolders = hasFolders
  }
}

/// Those of `addresses` whose access list does not name both groups.
package struct FindClosedMailboxes: AgentVerb {
  package static let name = "mailbox.findClosed"
  package typealias Reply = [Address]
  package var addresses: [Address]

  package init(addresses: [Address]) {
    self.addresses = addresses
  }
}

/// Subscribes a person to the folders of another's mailbox, or takes the subscriptions back.
package struct SubscribeMailbox: AgentVerb {
  package static let name = "mailbox.subscribe"
  package typealias Reply = Done
  package var member: Address
  package var mailbox: Address
  package var follows: Bool

  package init(member: Address, mailbox: Address, follows: Bool) {
    self.member = member
    self.mailbox = mailbox
    self.follows = follows
  }
}

/// Makes a person's rules what Dovecot carries out for their mail; empty ones are taken away. Rules that are in force
/// already are left alone.
package struct InstallMailRules: AgentVerb {
  package static let name = "account.rules"
  package typealias Reply = Done
  package var address: Address
  package var rules: MailRules
  /// Addresses that are the person's besides.
  package var aliases: [Address]

  package init(address: Address, rules: MailRules, aliases: [Address] = []) {
    self.address = address
    self.rules = rules
    self.aliases = aliases
  }
}
