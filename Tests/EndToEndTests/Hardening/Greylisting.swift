import Foundation
import TestSupport
import Testing

extension HardenedService {
  /// Runs `body` while the filter asks strangers to come again, which a service that reaches nobody does not do by
  /// itself; then all is as it was.
  func whileGreylisting(_ body: () async throws -> Void) async throws {
    let places = ["greylist", "actions"].map { "\(instance.layout.rspamdConfig)/override.d/\($0).conf" }
    let present = try places.map { try String(contentsOfFile: $0, encoding: .utf8) }
    let wanted = [
      present[0].replacing("enabled = false", with: "enabled = true"),
      present[1].replacing("greylist = null", with: "greylist = 0.1"),
    ]
    try await startFilter(with: wanted, at: places)
    do {
      try await body()
      try await startFilter(with: present, at: places)
    } catch {
      try await startFilter(with: present, at: places)
      throw error
    }
  }

  /// The agent starts what ends, with the files that are there then.
  private func startFilter(with files: [String], at places: [String]) async throws {
    for (file, place) in zip(files, places) { try file.write(toFile: place, atomically: true, encoding: .utf8) }
    let old = try #require(try await service("rspamd")?.pid)
    kill(old, SIGTERM)
    try await eventually("the filter is there again", within: .seconds(30)) {
      guard let new = try await service("rspamd"), new.state == .running, let pid = new.pid else { return false }
      return pid != old && FileManager.default.fileExists(atPath: "/proc/\(pid)")
    }
  }
}
