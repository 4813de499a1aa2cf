import Adapters
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

/// `palomar account import` with a real service.
extension ContractTests {
  @Suite struct ImportCallTests {
    private let people = """
      Dirección;Nombre;Contraseña;Alias
      ines@imported.test;Inés Gil;lámpara verde bajo el sol;info
      weak@imported.test;Débil;password1234;
      """

    @Test func whoeverComesOutOfAFileSignsInAndReceives() async throws {
      let instance = try ContractTests.instance
      try await instance.call("domain", "add", "imported.test")
      try await ScratchDirectory.with { directory in
        let file = "\(directory)/people.csv"
        try people.write(toFile: file, atomically: true, encoding: .utf8)
        let dry = try await instance.palomar(["account", "import", file, "--dry-run", "--json"])
        // One line is refused.
        #expect(dry.code == 1, "\(dry.complaints)")
        #expect(try JSONValue(dry.output).keys == ["run", "findings"])
        #expect(try JSONValue(dry.output)["run"]["added"].number == 1)
        #expect(try await !instance.call("account", "list").contains("imported.test"))

        let done = try await instance.palomar(["account", "import", file])
        #expect(done.code == 1)
        #expect(done.output.contains("line 3 weak@imported.test: refused") && done.output.contains("1 added"))
        #expect(!(dry.output + done.output).contains("password1234"))
      }
      let ines = try Address("ines@imported.test")
      try await eventually("a message reaches \(ines)", within: .seconds(30)) {
        let trip = try RoundTrip(within: instance, from: ines, password: "lámpara verde bajo el sol")
        return await MailClient.live().roundTrip(trip).ok
      }
      #expect(try await instance.call("alias", "list").contains("info@imported.test"))
      try await instance.call("alias", "remove", "info@imported.test")
      try await instance.call("account", "remove", ines.text)
      try await instance.call("domain", "remove", "imported.test", "--purge")
    }

    @Test func whatIsNoFileIsRefusedInOneLine() async throws {
      let instance = try ContractTests.instance
      for (path, words) in [("/nowhere/people.csv", "No such file"), ("/dev/null", "0 octets")] {
        let refused = try await instance.palomar(["account", "import", path])
        #expect(refused.code != 0 && refused.complaints.contains(words), "\(refused.complaints)")
        #expect(refused.complaints.split(separator: "\n").count == 1)
      }
    }
  }
}
