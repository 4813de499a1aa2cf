import CLinux
@preconcurrency import Dispatch
import Foundation

/// Waits for processes to end, whoever started them.
enum ProcessExit {
  /// Returns when `process` has ended, or the task is cancelled. Takes the exit status if it is a child of ours.
  static func wait(for process: ProcessIdentity) async {
    let descriptor = pidfd_open(process.pid, 0)
    guard descriptor >= 0 else { return reap(process) }
    guard process.isAlive else {
      close(descriptor)
      return reap(process)
    }
    await readable(descriptor)
    reap(process)
  }

  /// Waits at most `limit`; returns whether all have ended.
  static func wait(for processes: [ProcessIdentity], atMost limit: Duration) async -> Bool {
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        await withTaskGroup(of: Void.self) { each in
          for process in processes { each.addTask { await wait(for: process) } }
        }
        return !Task.isCancelled
      }
      group.addTask {
        try? await Task.sleep(for: limit)
        return false
      }
      let first = await group.next() ?? false
      group.cancelAll()
      return first
    }
  }

  /// Returns when a descriptor can be read, or the task is cancelled; closes it in the end.
  static func readable(_ descriptor: Int32) async {
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        source.setEventHandler { source.cancel() }
        source.setCancelHandler {
          close(descriptor)
          continuation.resume()
        }
        source.resume()
      }
    } onCancel: {
      source.cancel()
    }
  }

  private static func reap(_ process: ProcessIdentity) {
    var status: Int32 = 0
    waitpid(process.pid, &status, WNOHANG)
  }
}
