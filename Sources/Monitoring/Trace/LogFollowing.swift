import Adapters
import Foundation
import Kernel
import Logging
import MailFormats
import MailModel
import ServiceLifecycle
import Store

/// Reads the mail programs' logs while they grow, and keeps what they say in the history. Mail does not wait for it.
package struct LogFollowing: Service {
  private let plane: ControlPlane
  private let files: [String]
  private let logger: Logger

  /// How long a line may stand in a log before it is looked for.
  private static let pace = Duration.milliseconds(300)

  package init(plane: ControlPlane, logger: Logger) {
    self.plane = plane
    self.logger = logger
    files = ["postfix", "dovecot", "rspamd"].map { "\(plane.layout.log)/\($0).log" }
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      var pass: LogPass?
      var trouble = false
      while !Task.isCancelled {
        do {
          if pass == nil { pass = try await LogPass(files, in: plane.history, logger: logger) }
          while try await pass?.take(into: plane.history) == true, !Task.isCancelled {}
          trouble = false
        } catch is CancellationError {
          return
        } catch {
          // What was read and not kept is read again.
          pass = nil
          if !trouble { logger.error("the logs cannot be followed; trying again", metadata: ["error": "\(error)"]) }
          trouble = true
        }
        try? await Task.sleep(for: trouble ? .seconds(5) : Self.pace)
      }
    }
  }
}
