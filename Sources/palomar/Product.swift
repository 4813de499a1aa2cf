import Accounts
import Audit
import Deployment
import Kernel
import Monitoring
import Surface

/// Everything that the product can do, in the order of the process.
let capabilities: [Capability] = {
  let parts: [Capability] = [
    settings, rollouts, drift, overrides, domains, dnsRecords,
    status, probes, trace, queue, ledger,
    serviceClasses, domainLimits, accounts, appPasswords, sharedMailboxes, delegations, mailRules, groups, moderation,
    aliases,
    catchAlls,
    memberships,
    mailDirectory, sessions, secondFactors, passkeys, identityProvider, signIns, passwords, accesses, provisioning,
    reviews,
    journal, anchors,
    imports, ldap,
  ]
  let all = parts + [serviceFile(sections: parts.compactMap(\.documentSection))]
  let doors = (all + [roles(), tokens(), requests()]).flatMap(\.doors)
  return all + [roles(knowing: doors), tokens(knowing: doors), requests(knowing: doors)]
}()
