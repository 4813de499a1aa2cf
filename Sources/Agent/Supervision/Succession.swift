import Foundation

/// Processes that were relieved: each keeps a record of its own, so that an agent that comes after us finds it.
extension LocalHost {
  /// How long one may see its sessions through. SMTP lets a client take five minutes for a command
  /// (RFC 5321 §4.5.3.2); after that it has to come again.
  private static let longestSession = Duration.seconds(300)

  func record(_ service: LocalService) -> ProcessRecord {
    ProcessRecord(path: "\(layout.agent)/processes/\(service.rawValue)")
  }

  private func record(of process: ProcessIdentity, _ service: LocalService) -> ProcessRecord {
    ProcessRecord(path: "\(record(service).path).\(process.pid)")
  }

  /// Makes room for the record of the next process, if the last one still runs.
  func setRecordAside(_ service: LocalService) {
    guard let process = record(service).read(), process.isAlive else { return }
    rename(record(service).path, record(of: process, service).path)
  }

  func forgetRecord(of process: ProcessIdentity, _ service: LocalService) {
    record(of: process, service).forget()
  }

  /// Those that still ran when an agent before us ended.
  func outliving() async -> [(LocalService, ProcessIdentity)] {
    let directory = "\(layout.agent)/processes"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    var found: [(LocalService, ProcessIdentity)] = []
    for name in names.sorted() {
      let parts = name.split(separator: ".")
      guard parts.count == 2, let service = LocalService(rawValue: String(parts[0])) else { continue }
      let record = ProcessRecord(path: "\(directory)/\(name)")
      if let process = record.read(), process.isAlive {
        found.append((service, process))
      } else {
        if let process = record.read() { await sweep(session: process, of: service) }
        record.forget()
      }
    }
    return found
  }

  /// Returns when the children of a process serve nobody, the process has ended, or it had time enough.
  func awaitIdle(_ process: ProcessIdentity) async {
    let deadline = ContinuousClock.now + LocalHost.longestSession
    while process.isAlive, ContinuousClock.now < deadline, !Task.isCancelled {
      let connections = ClientConnections()
      guard ProcessTable.members(ofSession: process.session).contains(where: connections.serves) else { return }
      try? await Task.sleep(for: .milliseconds(500))
    }
  }
}
