import Foundation
import MailModel

/// A system call that failed: what was attempted, on which path, and the kernel's words.
package struct SystemFailure: Error, CustomStringConvertible {
  let attempt: String
  let path: String
  let number: Int32

  init(_ attempt: String, _ path: String, number: Int32 = errno) {
    self.attempt = attempt
    self.path = path
    self.number = number
  }

  package var description: String { "cannot \(attempt) \(path): \(words)" }

  var words: String { String(cString: strerror(number)) }
}
