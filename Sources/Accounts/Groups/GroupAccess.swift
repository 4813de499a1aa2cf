import Kernel
import MailModel

/// Membership in groups, as access that is asked for and looked over.
let groupAccess = AccessKind(
  "group", Text(en: "Group", es: "Grupo"),
  offer: .init(
    choices: { account, db in
      try Group.list(within: .only([account.domain]), after: nil, limit: 1_000, in: db).map {
        AccessChoice("group", $0.address.text, Text(verbatim: $0.name))
      }
    },
    ask: { wish, work in
      let group = try wish.address
      try wish.requireLonger(than: Membership.find(wish.account, of: group, in: work.db).map(\.until))
      try work.ask(
        for: JoinGroup(address: group, members: [wish.account], until: wish.until), of: wish.account,
        because: wish.reason)
    }),
  holdings: { account, db in
    let memberships = try account.map { try Membership.list(ofMember: $0, in: db) } ?? Membership.all(in: db)
    return memberships.map {
      Holding(
        "group", of: $0.member, $0.group.text, in: .account($0.group), since: $0.created, until: $0.until, detail: "")
    }
  },
  revoke: { holding, work in
    try work.perform(LeaveGroup(address: Address(holding.what), member: holding.account))
  })
