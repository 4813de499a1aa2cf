import Foundation
import MailModel

/// Real DNS servers of one's own, on ports of loopback, that end with the process that started them.
package struct NameServers: Sendable {
  private let directory: String

  /// Runs `body` with a maker of name servers; they and their files are gone afterwards.
  @discardableResult
  package static func with<Result: Sendable>(_ body: (NameServers) async throws -> Result) async throws -> Result {
    try await ScratchDirectory.with { directory in try await body(NameServers(directory: directory)) }
  }

  /// Runs `body` beside an authoritative server (NSD) for these zones, each given as the text of its file.
  @discardableResult
  package func serving<Result: Sendable>(
    _ zones: [DomainName: String], _ body: (Endpoint) async throws -> Result
  ) async throws -> Result {
    let endpoint = try freeEndpoint()
    var configuration = """
      server:
        ip-address: 127.0.0.1@\(endpoint.port)
        zonesdir: "\(directory)"
        database: ""
        pidfile: ""
        xfrdfile: ""
        zonelistfile: "\(directory)/zone.list"
        xfrdir: "\(directory)"
        username: ""
        chroot: ""
        server-count: 1
      remote-control:
        control-enable: no

      """
    for (zone, text) in zones {
      configuration += "zone:\n  name: \(zone.name)\n  zonefile: \(zone.name).zone\n"
      try text.write(toFile: "\(directory)/\(zone.name).zone", atomically: true, encoding: .utf8)
    }
    return try await running("nsd -d -c", configuration, at: endpoint, body)
  }

  /// Runs `body` beside a resolver (Unbound) that sends questions for `zone` to `server` and answers no others.
  @discardableResult
  package func resolving<Result: Sendable>(
    _ zone: DomainName, from server: Endpoint, _ body: (Endpoint) async throws -> Result
  ) async throws -> Result {
    let endpoint = try freeEndpoint()
    let configuration = """
      server:
        interface: 127.0.0.1
        port: \(endpoint.port)
        do-ip6: no
        username: ""
        chroot: ""
        directory: "\(directory)"
        pidfile: ""
        use-syslog: no
        do-daemonize: no
        do-not-query-localhost: no
        module-config: "iterator"
        num-threads: 1
        local-zone: "." static
        local-zone: "\(zone.name)." transparent
      remote-control:
        control-enable: no
      stub-zone:
        name: "\(zone.name)"
        stub-addr: \(server.host)@\(server.port)

      """
    return try await running("unbound -d -c", configuration, at: endpoint, body)
  }

  /// Signs the text of a zone with a new key: the signed text, and the DS record to trust.
  package func signed(_ zone: DomainName, _ text: String) async throws -> (text: String, anchor: String) {
    let file = "\(directory)/\(zone.name).unsigned"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    let script = """
      cd "$1" && key=$(ldns-keygen -a ECDSAP256SHA256 -k "$2") && ldns-signzone -n -f "$2.signed" "$2.unsigned" "$key" \
      && mv "$key.ds" "$2.ds"; cat
      """
    let files = (text: "\(directory)/\(zone.name).signed", anchor: "\(directory)/\(zone.name).ds")
    return try await guarded(script, [directory, zone.name]) {
      try await eventually("ldns-signzone has signed \(zone)") { FileManager.default.fileExists(atPath: files.anchor) }
      return (
        try String(contentsOfFile: files.text, encoding: .utf8),
        try String(contentsOfFile: files.anchor, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
      )
    }
  }

  private func running<Result: Sendable>(
    _ command: String, _ configuration: String, at endpoint: Endpoint, _ body: (Endpoint) async throws -> Result
  ) async throws -> Result {
    let file = "\(directory)/\(endpoint.port).conf"
    try configuration.write(toFile: file, atomically: true, encoding: .utf8)
    let script = "PATH=$PATH:/usr/sbin; \(command) \"$1\" > \"$1.log\" 2>&1 & cat; kill $!; wait"
    return try await guarded(script, [file]) {
      do {
        try await eventually("\(command) listens") { accepts(endpoint) }
      } catch {
        let words = (try? String(contentsOfFile: "\(file).log", encoding: .utf8)) ?? ""
        throw Fault(.unavailable, Text(verbatim: "\(command) does not come up: \(words)"))
      }
      return try await body(endpoint)
    }
  }

  /// Runs `script` until `body` is over; it ends when its standard input does.
  private func guarded<Result: Sendable>(
    _ script: String, _ arguments: [String], _ body: () async throws -> Result
  ) async throws -> Result {
    let (process, leash) = try GuardedProcess.start(script: script, arguments: arguments)
    do {
      let result = try await body()
      try await end(process, leash)
      return result
    } catch {
      try? await end(process, leash)
      throw error
    }
  }

  private func end(_ process: pid_t, _ leash: Int32) async throws {
    close(leash)
    try await eventually("the name server has ended") { waitpid(process, nil, WNOHANG) == process }
  }

  /// A port that neither TCP nor UDP uses now.
  private func freeEndpoint() throws -> Endpoint {
    for _ in 0..<50 {
      let port = Int.random(in: 20_000..<30_000)
      let endpoint = try Endpoint(host: "127.0.0.1", port: port)
      if !accepts(endpoint) { return endpoint }
    }
    throw Fault(.unavailable, Text(verbatim: "no free port"))
  }

  private func accepts(_ endpoint: Endpoint) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(endpoint.port).bigEndian
    inet_pton(AF_INET, endpoint.host, &address.sin_addr)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
