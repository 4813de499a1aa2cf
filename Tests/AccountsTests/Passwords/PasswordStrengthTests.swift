import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

@Suite struct PasswordStrengthTests {
  private func strength(_ password: String) throws -> PasswordStrength {
    let owner = PasswordOwner(address: try Address("ana.ruiz@example.org"), displayName: "Ana María Ruiz Peña")
    return PasswordStrength(of: Secret(password), owner: owner)
  }

  @Test(
    arguments: [
      ("password", .common), ("Summer2024!", .common), ("12345678", .common), ("contraseña", .owner),
      ("ana.ruiz", .owner), ("AnaRuiz1", .owner), ("Example.org1", .owner), ("palomar1", .owner),
      ("aaaaaaaaaaaa", .repetition), ("bcdefghijklm", .sequence), ("asdfghjkl;'", .keyboard), ("1990-02-03", .date),
      ("x7kqm", .short),
    ] as [(String, PasswordStrength.Pattern)])
  func seesThroughWhatPeopleChoose(_ password: String, _ pattern: PasswordStrength.Pattern) throws {
    let strength = try strength(password)
    #expect(!strength.isEnough)
    #expect(strength.pattern == pattern)
  }

  @Test(arguments: ["correct horse battery", "Lluvia-Tazón-Sombrero-Vela", "q8Lz3v0PxT", "日本語のパスワードです、長い"])
  func letsPassWhatIsHardToGuess(_ password: String) throws {
    #expect(try strength(password).isEnough)
  }

  @Test func everyPasswordThatIsMadeIsHardToGuess() throws {
    for _ in 0..<50 { #expect(try strength(GeneratedPassword.make()).isEnough) }
  }

  @Test func saysWhyAndWhatHelpsInBothLanguages() async throws {
    let bench = try await SignInBench()
    let refusals = try await [
      fault { try await bench.bench.perform(SetPassword(address: bench.ana, password: Secret("ana12345"))) },
      fault {
        try await bench.bench.perform(AddAccount(address: Address("eva@example.test"), password: Secret("ana12345")))
      },
      fault {
        try await bench.desk.changePassword(
          of: bench.ana, from: SignInBench.password, to: Secret("example1"), as: bench.principal)
      },
    ]
    for refusal in refusals {
      #expect(refusal?.field == "password")
      #expect(refusal?.message.en.hasPrefix("the password is easy to guess: it ") == true)
      #expect(refusal?.message.es.hasPrefix("la contraseña es fácil de adivinar: ") == true)
      #expect(refusal?.hint?.en.contains("four or more words") == true)
    }
  }

  private func fault(_ work: () async throws -> Void) async throws -> Fault? {
    do {
      try await work()
      return nil
    } catch let fault as Fault {
      return fault
    }
  }
}

@Suite struct LeakedPasswordsTests {
  private static let leaked = "lámpara roja bajo la lluvia"
  /// SHA-1 of the above, in a list that has others before and after it.
  private func file(in directory: String, lines: Int = 1_000) throws -> String {
    let hashes = (0..<lines).map { "\($0)" } + [Self.leaked]
    let text = hashes.map { LeakedPasswords.hash(of: Secret($0)).uppercased() }.sorted()
      .enumerated().map { "\($1):\($0 * $0)" }.joined(separator: "\r\n")
    let path = "\(directory)/leaked.txt"
    try (text + "\r\n").write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test(arguments: [0, 1, 2, 1_000]) func findsEachLineAndNothingElse(_ lines: Int) async throws {
    try await ScratchDirectory.with { directory in
      let list = LeakedPasswords(path: try file(in: directory, lines: lines))
      try list.check()
      for number in 0..<lines { #expect(try list.contains(Secret("\(number)"))) }
      #expect(try list.contains(Secret(Self.leaked)))
      for other in ["", "x", "1001", "lámpara"] { #expect(try !list.contains(Secret(other))) }
    }
  }

  @Test func keepsLeakedPasswordsOutWhereverTheyAreSet() async throws {
    let bench = try await SignInBench()
    try await ScratchDirectory.with { directory in
      try await bench.bench.perform(ChangePasswordPolicy(leakedList: file(in: directory)))
      let leaked = Secret(Self.leaked)
      await #expect(throws: invalid) {
        try await bench.bench.perform(SetPassword(address: bench.ana, password: leaked))
      }
      await #expect(throws: invalid) {
        try await bench.bench.perform(AddAccount(address: Address("eva@example.test"), password: leaked))
      }
      await #expect(throws: invalid) {
        try await bench.desk.changePassword(
          of: bench.ana, from: SignInBench.password, to: leaked, as: bench.principal)
      }
      try await bench.bench.perform(SetPassword(address: bench.ana, password: Secret("lámpara verde bajo el sol")))
    }
  }

  /// A password that was not compared is not taken; the fault names the file and the way out.
  @Test func refusesWhileTheListIsAway() async throws {
    let bench = try await SignInBench()
    try await ScratchDirectory.with { directory in
      let path = try file(in: directory)
      try await bench.bench.perform(ChangePasswordPolicy(leakedList: path))
      try FileManager.default.removeItem(atPath: path)
    }
    await #expect(throws: Fault(.unavailable, en: "", es: "")) {
      try await bench.bench.perform(SetPassword(address: bench.ana, password: Secret("a plain horse, well stapled")))
    }
    try await bench.bench.perform(ChangePasswordPolicy(leakedList: ""))
    try await bench.bench.perform(SetPassword(address: bench.ana, password: Secret("a plain horse, well stapled")))
  }

  @Test(arguments: [
    "", "hello\n", String(repeating: "A", count: 100_000),
    String(repeating: "F", count: 40) + ":1\n" + String(repeating: "0", count: 40) + ":1\n",
  ])
  func takesNoOtherFile(_ content: String) async throws {
    try await ScratchDirectory.with { directory in
      let path = "\(directory)/list"
      try content.write(toFile: path, atomically: true, encoding: .utf8)
      #expect(throws: Fault(.unavailable, en: "", es: "")) { try LeakedPasswords(path: path).check() }
    }
  }
}
