import Store

/// The tables that the kernel itself keeps.
package enum Kernel {
  package static let migrations: [Migration] =
    Journal.migrations + JobTable.migrations + ReceiptBook.migrations
    + [MailAccess.migration, ApprovalRule.migration, ChangeRequest.migration, PermissionUses.migration]
}
