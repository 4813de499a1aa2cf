import Accounts
import Foundation
import Kernel
import MailModel
import Testing

@testable import Surface
@testable import palomar

/// Every action of the product against the only administrator.
@Suite struct OnlyAdministratorTests {
  @Test func noActionLeavesNobodyWhoMayEverything() async throws {
    let face = try await ProductFace()
    let boss = try Address(ProductFace.administrator)
    var conflicts = 0
    for door in HostileTextTests.actions {
      for isWhole in [false, true] {
        let fields = try SampleRequest.fields(of: door, isWhole: isWhole).mapValues(Self.aimed)
        let answer = try await face.ask(door, fields)
        if answer.status == 409 { conflicts += 1 }
        let now = face.bench.clock.now
        let principal = try await face.bench.plane.store.read { try Rights.principal(of: boss, in: $0, at: now) }
        try #require(principal.may("roles.assign", in: .everything), "\(door.name): \(answer)")
      }
    }
    #expect(conflicts > 5, "some of them would have")
  }

  /// At the administrator and the administrators' role, with everything forbidden and the end at once.
  private static func aimed(_ value: Any) -> Any {
    switch value {
    case let text as String where text == "ana@example.test": ProductFace.administrator
    case let text as String where text == "front": "administrator"
    case let list as [Any]: list.map(aimed)
    default: value
    }
  }
}
