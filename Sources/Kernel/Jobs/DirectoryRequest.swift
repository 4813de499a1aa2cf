/// Asks that the mail directory be compared with the store and put right, because where it lies has changed.
/// Accounts carries it out.
package struct DirectoryRequest: JobBody {
  package static let name = "directory.reconcile"

  package init() {}
}
