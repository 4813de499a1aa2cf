import Kernel
import Surface

/// Who was let into somebody's mailbox, for its owner to see. The door itself keeps the list: see `Opening`.
package let accesses = Capability("accesses", doors: [.query(ListAccesses.self)], pages: [AccessPage.page])
