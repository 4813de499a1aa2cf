import CLinux
import Foundation

/// The end of some processes, whoever started them and whoever has their numbers later (pidfd_open(2)).
package struct ProcessEnd: ~Copyable {
  private let descriptors: [Int32]

  /// Of those among `processes` that run now.
  package init(of processes: [Int32]) {
    descriptors = processes.map { pidfd_open($0, 0) }.filter { $0 >= 0 }
  }

  deinit {
    for descriptor in descriptors { close(descriptor) }
  }

  /// Whether all of them have ended.
  package var hasCome: Bool {
    descriptors.allSatisfy { descriptor in
      var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      return poll(&poller, 1, 0) == 1
    }
  }
}
