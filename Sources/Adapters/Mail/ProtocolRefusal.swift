import MailModel

/// A mail server answered, and not as hoped.
package struct ProtocolRefusal: Error, CustomStringConvertible {
  package let peer: String
  /// The command, without its arguments when they are secret.
  package let command: String
  package let answer: String

  package init(peer: String, command: String, answer: String) {
    self.peer = peer
    self.command = command
    self.answer = answer
  }

  package var description: String { "\(peer) answered \(command) with: \(answer)" }

  package var fault: Fault {
    Fault(
      .unavailable, en: "\(peer) answered \(command) with “\(answer)”",
      es: "\(peer) respondió a \(command) con «\(answer)»",
      hint: Text(
        en: "the log of that service says more, under the same time",
        es: "el registro de ese servicio dice más, a la misma hora"))
  }
}
