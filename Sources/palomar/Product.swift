import Accounts
import Adapters
import Audit
import Deployment
import Kernel
import Monitoring
import Store
import Surface

/// Everything that the product can do, in the order of the process.
let capabilities: [Capability] = [
  settings, rollouts, overrides, domains,
  status, probes,
  accounts, aliases, mailDirectory,
  journal,
]
