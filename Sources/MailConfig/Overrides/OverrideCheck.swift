import MailModel

extension Override {
  /// Refuses a setting that cannot be overridden, and a value that does not fit it.
  package func check() throws(Fault) {
    _ = try AcceptedOverride(self)
  }
}
