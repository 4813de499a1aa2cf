import MailModel

/// What an engine says, in words that both share.
package enum StoreError: Error, Hashable {
  /// A row does not have the form that the program expects: a defect.
  case unreadable(String)
  /// A rule of the schema: which, in the engine's words.
  case uniqueViolation(String)
  case foreignKeyViolation(String)
  case checkViolation(String)
  /// A statement that the engine refuses: a defect.
  case refused(String)
}
