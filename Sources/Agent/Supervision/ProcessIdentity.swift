import Foundation

/// One process of this boot, told apart from a later one with the same number by its start time.
package struct ProcessIdentity: Hashable, Sendable {
  package let pid: Int32
  /// Clock ticks after the boot (proc(5), field 22 of stat).
  package let started: UInt64
  /// The session that it and its descendants belong to.
  package let session: Int32

  /// The process that has this number now; a zombie is none.
  init?(pid: Int32) {
    guard let line = ProcessTable.line("/proc/\(pid)/stat") else { return nil }
    self.init(stat: line)
  }

  /// From a line of /proc/PID/stat. The name in parentheses may hold anything, parentheses too.
  init?(stat line: String) {
    guard let open = line.firstIndex(of: "("), let end = line.lastIndex(of: ")"), open < end,
      let pid = Int32(line[..<open].trimmingCharacters(in: .whitespaces))
    else { return nil }
    let fields = line[line.index(after: end)...].split(separator: " ")
    guard fields.count > 19, fields[0] != "Z", fields[0] != "X", let session = Int32(fields[3]),
      let started = UInt64(fields[19])
    else { return nil }
    self.init(pid: pid, started: started, session: session)
  }

  init(pid: Int32, started: UInt64, session: Int32) {
    self.pid = pid
    self.started = started
    self.session = session
  }

  var isAlive: Bool { ProcessIdentity(pid: pid)?.started == started }

  /// When it was started.
  var begin: Date {
    let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
    return ProcessTable.bootTime.addingTimeInterval(Double(started) / ticks)
  }

  /// Sends a signal to this process, unless its number belongs to another one by now.
  func signal(_ number: Int32) {
    if isAlive { kill(pid, number) }
  }
}

/// What /proc tells.
enum ProcessTable {
  static func line(_ path: String) -> String? {
    guard let data = FileManager.default.contents(atPath: path), !data.isEmpty else { return nil }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").first.map(String.init)
  }

  /// All lines of a table of /proc but its heading. The kernel hands a table out page by page, and Foundation takes
  /// the first page for the whole.
  static func lines(_ table: String) -> [String] {
    let descriptor = open(table, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var octets: [UInt8] = []
    var page = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = read(descriptor, &page, page.count)
      guard count > 0 else { break }
      octets += page.prefix(count)
    }
    return String(decoding: octets, as: UTF8.self).split(separator: "\n").dropFirst().map(String.init)
  }

  /// Every process that lives in a session.
  static func members(ofSession session: Int32) -> [ProcessIdentity] {
    processes().compactMap(ProcessIdentity.init(pid:)).filter { $0.session == session }
  }

  static func processes() -> [Int32] {
    names(in: "/proc").compactMap { Int32($0) }
  }

  /// What a directory of /proc holds, entries that vanish meanwhile or not: Foundation's listing gives up on those.
  static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      names.append(name)
    }
    return names
  }

  /// The program that a process runs, `nil` when it has ended.
  static func program(of pid: Int32) -> String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/exe")
  }

  /// The descriptors of a process as /proc names them, `socket:[INODE]` and the like.
  static func openSockets(of pid: Int32) -> [String] {
    let directory = "/proc/\(pid)/fd"
    return names(in: directory).compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "\(directory)/\($0)")
    }
  }

  /// `btime` of proc(5), to the second.
  static var bootTime: Date {
    let text = FileManager.default.contents(atPath: "/proc/stat").map { String(decoding: $0, as: UTF8.self) } ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("btime ") }
    return Date(timeIntervalSince1970: line.flatMap { Double($0.dropFirst("btime ".count)) } ?? 0)
  }

  static var boot: String { line("/proc/sys/kernel/random/boot_id") ?? "" }
}
