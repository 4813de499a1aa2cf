import MailModel

/// How the web face is.
package struct ConsoleStatus: Codable, Hashable, Sendable {
  /// Where it answers, as `https://127.0.0.1:20443`; empty while it does not.
  package var addresses: [String]
  /// Why it does not answer; `nil` while it does.
  package var trouble: Text?

  package init(addresses: [String], trouble: Text? = nil) {
    self.addresses = addresses
    self.trouble = trouble
  }
}

/// The web face, as the rest of the control plane sees it.
package struct ConsoleClient: Sendable {
  package var status: @Sendable () throws -> ConsoleStatus

  package static let unexpected = ConsoleClient { throw UnexpectedCall("console status") }

  package init(status: @escaping @Sendable () throws -> ConsoleStatus) {
    self.status = status
  }
}
