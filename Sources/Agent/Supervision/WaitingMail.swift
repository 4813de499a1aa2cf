import Logging
import MailModel

/// What Postfix put off because nobody took it.
struct WaitingMail: Sendable {
  let layout: Layout
  let logger: Logger

  /// What was on its way to Dovecot's door when that opened again is put off only after the first time.
  private static let afterthought = Duration.seconds(2)

  /// Has Postfix try all of it at once: by itself it would wait a minute at least.
  func flush() async {
    await flushOnce()
    try? await Task.sleep(for: WaitingMail.afterthought)
    if !Task.isCancelled { await flushOnce() }
  }

  func flushOnce() async {
    do {
      try await Program("/usr/sbin/postqueue", ["-c", layout.postfixConfig, "-f"]).succeed()
    } catch {
      // Without a Postfix there is nobody to ask, and the next one begins with its queue.
      logger.info("the queue was not flushed", metadata: ["error": "\(error)"])
    }
  }
}
