import Kernel
import MailModel
import Store

/// Access to shared mailboxes, as it is asked for and looked over.
let sharedAccess = AccessKind(
  "shared", Text(en: "Shared mailbox", es: "Buzón compartido"),
  offer: .init(
    takesRights: true,
    choices: { account, db in
      try Account.list(shared: true, where: "domain = \(account.domain) AND removed IS NULL", limit: 1_000, in: db).map
      {
        AccessChoice("shared", $0.address.text, Text(verbatim: $0.displayName))
      }
    },
    ask: { wish, work in
      let mailbox = try wish.address
      try wish.requireLonger(than: MailboxGrant.find(mailbox, wish.account, in: work.db).map(\.until))
      try work.ask(
        for: AddMember(mailbox: mailbox, member: wish.account, rights: wish.mailboxRights, until: wish.until),
        of: wish.account, because: wish.reason)
    }),
  holdings: { account, db in try MailboxGrant.holdings("shared", of: account, inShared: true, in: db) },
  revoke: { holding, work in
    try work.perform(RemoveMember(mailbox: Address(holding.what), member: holding.account))
  })

/// Access to another person's mailbox. Nobody is offered a list of people: who asks knows whom.
let delegationAccess = AccessKind(
  "delegation", Text(en: "Somebody's mailbox", es: "Buzón de otra persona"),
  offer: .init(
    takesRights: true,
    choices: { _, _ in [] },
    ask: { wish, work in
      let mailbox = try wish.address
      try wish.requireLonger(than: MailboxGrant.find(mailbox, wish.account, in: work.db).map(\.until))
      try work.ask(
        for: DelegateMailbox(mailbox: mailbox, member: wish.account, rights: wish.mailboxRights, until: wish.until),
        of: wish.account, because: wish.reason)
    }),
  holdings: { account, db in try MailboxGrant.holdings("delegation", of: account, inShared: false, in: db) },
  revoke: { holding, work in
    try work.perform(EndDelegation(mailbox: Address(holding.what), member: holding.account))
  })

extension MailboxGrant {
  fileprivate static func holdings(_ kind: String, of member: Address?, inShared: Bool, in db: any Database) throws
    -> [Holding]
  {
    let grants = try member.map { try all(of: $0, in: db) } ?? all(in: db)
    let shared = try Account.shared(among: Set(grants.map(\.mailbox)), in: db)
    return grants.filter { shared.contains($0.mailbox) == inShared }.map {
      Holding(
        kind, of: $0.member, $0.mailbox.text, in: .account($0.mailbox), since: $0.created, until: $0.until,
        detail: [$0.rights.shown, $0.givenBy, $0.reason].filter { !$0.isEmpty }.joined(separator: " · "))
    }
  }
}

extension Wish {
  fileprivate var mailboxRights: MailboxRights { rights ?? MailboxRights([.read]) }
}
