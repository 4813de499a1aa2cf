import MailModel

extension RenderPlan {
  /// Takes out of every message what only we may say: results of checks in our name, and our marks
  /// (RFC 8601 §5). It happens before the filter sees the message, and also while the filter is down;
  /// headers that the filter adds are not touched.
  var headerChecks: String {
    let name = system.host.name.replacing(".", with: "\\.")
    let results = "(ARC-Authentication-Results:[[:space:]]*i=[[:space:]]*[0-9]+[[:space:]]*;|Authentication-Results:)"
    return """
      \(header)
      /^\(results)([^;]*[^a-z0-9.-])?\(name)([^a-z0-9.-]|$)/ IGNORE
      /^X-(Spam|Spamd|Rspamd|Virus|Palomar|Quarantine)[^:]*:/ IGNORE

      """
  }
}
