import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

/// Passwords that an identity provider sends are like all others.
@Suite(.eachEngine) struct SCIMPasswordTests {
  private static let leaked = "lámpara roja bajo la lluvia"

  private func opens(_ it: SCIMBench, _ password: String) async throws -> Bool {
    let (bench, address) = (it.rights.bench, try Address("nueva@a.example"))
    let credentials = try await bench.plane.store.read {
      try AccountCredentials.find(address, at: bench.clock.now, in: $0)
    }
    return AccountCredentials.admit(Secret(password), to: credentials)
  }

  private func withList(_ body: (SCIMBench) async throws -> Void) async throws {
    let it = try await SCIMBench()
    try await ScratchDirectory.with { directory in
      let list = "\(directory)/leaked.txt"
      try "\(LeakedPasswords.hash(of: Secret(Self.leaked))):7\n".write(toFile: list, atomically: true, encoding: .utf8)
      try await it.rights.bench.perform(ChangePasswordPolicy(leakedList: list))
      try await body(it)
    }
  }

  @Test(arguments: ["password1234", "nueva.a.example", leaked])
  func refusesOneThatNobodyMayHave(_ password: String) async throws {
    try await withList { it in
      let add = #"{"userName": "nueva", "displayName": "Nueva", "password": "\#(password)"}"#
      let refused = try await it.send(.post, "/Users", add)
      #expect((refused.status, refused.type) == (400, "invalidValue"))
      let path = try await it.add("nueva", #", "password": "correct horse battery""#)
      let patch = #"{"Operations": [{"op": "replace", "value": {"password": "\#(password)"}}]}"#
      #expect(try await it.send(.patch, path, patch).status == 400)
      #expect(try await opens(it, "correct horse battery"))
    }
  }

  @Test func aNewOneHoldsAlsoForWhoeverComesBack() async throws {
    let it = try await SCIMBench()
    let path = try await it.add("nueva", #", "password": "correct horse battery""#)
    let patch = #"{"Operations": [{"op": "replace", "path": "password", "value": "lámpara verde bajo el sol"}]}"#
    #expect(try await it.send(.patch, path, patch).status == 200)
    #expect(try await opens(it, "lámpara verde bajo el sol"))
    #expect(try await it.send(.delete, path).status == 204)
    _ = try await it.add("nueva", #", "password": "a plain horse, well stapled""#)
    #expect(try await opens(it, "a plain horse, well stapled"))
    #expect(try await !it.rights.bench.journal().contains { "\($0)".contains("stapled") })
  }
}
