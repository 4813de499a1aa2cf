import Kernel
import MailModel
import Synchronization

/// Where the web face writes how it is, and the status reads it.
package final class ConsoleBoard: Sendable {
  private let status = Mutex(
    ConsoleStatus(addresses: [], trouble: Text(en: "the console is starting", es: "la consola está arrancando")))

  package init() {}

  package var client: ConsoleClient {
    ConsoleClient { [self] in status.withLock { $0 } }
  }

  /// Returns whether that is news.
  @discardableResult
  func post(_ new: ConsoleStatus) -> Bool {
    status.withLock { status in
      defer { status = new }
      return status != new
    }
  }

  /// Calls once, when so many have arrived.
  final class Count: Sendable {
    private let left: Mutex<Int>
    private let done: @Sendable () -> Void

    init(_ number: Int, done: @escaping @Sendable () -> Void) {
      left = Mutex(number)
      self.done = done
    }

    func arrive() {
      let isLast = left.withLock {
        $0 -= 1
        return $0 == 0
      }
      if isLast { done() }
    }
  }
}
