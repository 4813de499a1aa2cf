import Accounts
import Crypto
import Foundation
import Kernel
import MailModel
import Surface
import TestSupport

/// A control plane with example.org and example.net in it, and files on their way in.
struct ImportBench {
  static let every: [Capability] = [
    domains, serviceClasses, accounts, appPasswords, sharedMailboxes, delegations, mailRules, groups, aliases,
    memberships, imports, mailDirectory, sessions,
    secondFactors, roles(), tokens(),
  ]

  let bench: TestBench

  init() async throws {
    bench = try await TestBench(Self.every)
    for name in ["example.org", "example.net"] {
      try await bench.perform(AddDomain(domain: DomainName(name)))
    }
  }

  /// The import of a file that is there whole.
  func upload(
    _ content: some DataProtocol, domain: String? = nil, updates: Bool = false,
    as principal: Principal = TestBench.administrator
  ) async throws -> Import {
    let data = Data(content)
    let digest = SHA256.hash(data: data).map { String(format: "%02x", $0) }.joined()
    let domain = try domain.map { try DomainName($0) }
    var run = try await bench.plane.perform(
      BeginImport(file: "people.csv", digest: digest, size: data.count, domain: domain, updates: updates), as: principal
    )
    while run.state == .receiving, run.received < run.size {
      let part = data.dropFirst(run.received).prefix(256 << 10).base64EncodedString()
      run = try await bench.plane.perform(
        AppendToImport(id: run.id, domain: domain, start: run.received, content: Secret(part)), as: principal)
    }
    return run
  }

  /// What became of the file, with all its rows.
  func put(
    _ content: some DataProtocol, dryRun: Bool = false, domain: String? = nil, updates: Bool = false,
    as principal: Principal = TestBench.administrator
  ) async throws -> (run: Import, rows: [ImportRow]) {
    let run = try await upload(content, domain: domain, updates: updates, as: principal)
    _ = try await bench.plane.perform(StartImport(id: run.id, domain: run.domain, dryRun: dryRun), as: principal)
    await bench.drain()
    return try await outcome(of: run.id)
  }

  func put(_ text: String, dryRun: Bool = false, domain: String? = nil, updates: Bool = false) async throws
    -> (run: Import, rows: [ImportRow])
  {
    try await put(Data(text.utf8), dryRun: dryRun, domain: domain, updates: updates)
  }

  func outcome(of id: String) async throws -> (run: Import, rows: [ImportRow]) {
    let rows = try await everyPage { after in
      try await bench.ask(ListImportRows(id: id, after: after.flatMap { Int($0) }.map { QueryNumber($0) }))
    }
    return (try await bench.ask(ShowImport(id: id)), rows)
  }

  func account(_ address: String) async throws -> Account {
    try await bench.ask(ShowAccount(address: Address(address)))
  }

  func addresses() async throws -> [String] {
    try await bench.ask(ListAccounts()).items.map(\.address.text)
  }

  func hash(of address: String) async throws -> String? {
    try await bench.plane.store.read {
      try $0.value("SELECT password_hash FROM account WHERE address = \(address)", as: String.self)
    }
  }
}
