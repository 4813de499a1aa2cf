import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

/// Passwords that come in a file are like all others.
@Suite(.eachEngine) struct ImportPasswordTests {
  private static let leaked = "lámpara roja bajo la lluvia"

  private func finding(_ row: ImportRow?) -> String { row?.findings.map(\.message.en).joined(separator: "; ") ?? "" }

  @Test(arguments: [
    ("short", "it has 5 characters"), ("password1234", "tried first"), ("ana.ruiz.example", "names of its account"),
    ("aaaaaaaaaa", "repeats itself"), (leaked, "stolen somewhere"),
  ]) func refusesTheLineOfOneThatNobodyMayHave(_ password: String, _ why: String) async throws {
    let it = try await ImportBench()
    try await ScratchDirectory.with { directory in
      let list = "\(directory)/leaked.txt"
      try "\(LeakedPasswords.hash(of: Secret(Self.leaked))):7\n".write(toFile: list, atomically: true, encoding: .utf8)
      try await it.bench.perform(ChangePasswordPolicy(leakedList: list))
      let file =
        "address,name,password\nana@example.org,Ana Ruiz,\(password)\neva@example.org,Eva,lámpara verde bajo el sol\n"
      let dry = try await it.put(file, dryRun: true).rows
      #expect(dry.map(\.result) == [.refused, .added])
      #expect(finding(dry.first).contains(why), "\(finding(dry.first))")
      #expect(!finding(dry.first).contains(password))
      let real = try await it.put(file).rows
      #expect(real.map(\.result) == [.refused, .added])
      #expect(try await it.addresses() == ["eva@example.org"])
    }
  }

  @Test func aChangedPasswordIsHeldToTheNameThatTheAccountHas() async throws {
    let it = try await ImportBench()
    _ = try await it.put("address,name\nana@example.org,Bartholomew Featherstonehaugh\n")
    let rows = try await it.put("address,password\nana@example.org,featherstonehaugh\n", updates: true).rows
    #expect(finding(rows.first).contains("names of its account"))
    #expect(try await it.hash(of: "ana@example.org") == nil)
  }

  @Test func aPresentPasswordKeepsItsHash() async throws {
    let it = try await bench(with: "a plain horse, well stapled")
    let before = try await it.hash(of: "ana@example.org")
    let rows = try await it.put("address,password\nana@example.org,\"a plain horse, well stapled\"\n", updates: true)
      .rows
    #expect(rows.map(\.result) == [.unchanged])
    #expect(try await it.hash(of: "ana@example.org") == before)
  }

  /// Else a file of guesses would tell which of them is right.
  @Test func aWeakPasswordIsRefusedAlsoWhereItIsThePresentOne() async throws {
    let it = try await bench(with: "password1234")
    let present = try await it.put("address,password\nana@example.org,password1234\n", updates: true).rows
    let other = try await it.put("address,password\nana@example.org,password12345\n", updates: true).rows
    #expect(present.map(\.result) == [.refused])
    #expect(finding(present.first) == finding(other.first))
  }

  private func bench(with password: String) async throws -> ImportBench {
    let it = try await ImportBench()
    try await it.bench.plane.store.write { db in
      let work = Work(db: db, now: it.bench.clock.now, principal: TestBench.administrator)
      let hash = try PasswordHash(of: Secret(password))
      _ = try AddAccount(
        address: Address("ana@example.org"), displayName: nil, quota: nil, serviceClass: nil, hash: hash
      )
      .perform(in: work)
    }
    return it
  }
}
