import MailModel
import TestSupport
import Testing

/// What cannot be right is refused in one line, with the reason, in the reader's language.
extension ContractTests {
  @Suite struct RefusalTests {
    struct Refusal: Sendable {
      var call: [String]
      var input = ""
      /// What the line says in English and in Spanish.
      var words: Text
    }

    static let refusals: [Refusal] = [
      .init(call: ["account", "add", "ana"], words: Text(en: "not an e-mail", es: "no es una dirección de correo")),
      .init(call: ["account", "add", "josé@example.test"], words: Text(en: "before the @", es: "ante la @")),
      .init(
        call: ["alias", "add", "a@example.test", "--to", "a b@c.test"],
        words: Text(en: "not an e-mail", es: "no es una dirección de correo")),
      .init(
        call: ["domain", "add", "a_b.test"], words: Text(en: "not a domain name", es: "no es un nombre de dominio")),
      .init(
        call: ["domain", "add", "xn--.test"], words: Text(en: "not a domain name", es: "no es un nombre de dominio")),
      .init(
        call: ["domain", "add", "ma\u{202E}ana.test"],
        words: Text(en: "not a domain name", es: "no es un nombre de dominio")),
      .init(
        call: ["domain", "add", "mañana"],
        words: Text(en: "not a full domain name", es: "no es un nombre de dominio completo")),
      .init(
        call: ["account", "add", "a@example.test", "--quota", "2 gigas"],
        words: Text(en: "not a size", es: "no es un tamaño")),
      .init(
        call: ["account", "add", "a@nowhere.test", "--password-stdin"], input: "correct horse battery\n",
        words: Text(en: "nowhere.test", es: "nowhere.test")),
      .init(
        call: ["plan", "-"], input: "service:\n  limits: { queueDays: many }\n",
        words: Text(en: "line 2, column 24", es: "línea 2, columna 24")),
      .init(
        call: ["plan", "-"], input: "service: [\n", words: Text(en: "line 2, column 1", es: "línea 2, columna 1")),
      .init(
        call: ["plan", "-"], input: "service:\n  speed: 3\n",
        words: Text(en: "line 2, column 3", es: "línea 2, columna 3")),
      .init(
        call: ["apply", "-"], input: "service:\n  limits: { messageSize: 13M }\n",
        words: Text(en: "say --yes", es: "use --yes")),
      .init(call: ["status", "--bogus"], words: Text(en: "palomar status --help", es: "no se entiende la orden")),
    ]

    @Test(arguments: refusals.indices, Language.allCases)
    func itIsSaidInTheReadersLanguage(_ index: Int, _ language: Language) async throws {
      let refusal = Self.refusals[index]
      let outcome = try await ContractTests.instance.palomar(
        refusal.call, input: refusal.input, language: language == .spanish ? "es_ES.UTF-8" : "C.UTF-8")
      #expect([3, 5, 64].contains(outcome.code), "\(outcome.output)")
      #expect(outcome.complaints.isOneLine, "\(outcome.complaints)")
      #expect(outcome.complaints.contains(refusal.words(in: language)), "\(outcome.complaints)")
    }

    @Test func lcAllWinsOverLang() async throws {
      let instance = try ContractTests.instance
      let outcome = try await Program.run(
        [Program.palomar, "domain", "show", "none.test"],
        environment: ["PALOMAR_DIR": instance.layout.root, "LANG": "en_GB.UTF-8", "LC_ALL": "es_ES.UTF-8"])
      #expect(outcome.code == 5)
      #expect(outcome.complaints.contains("no es un dominio"), "\(outcome.complaints)")
    }

    @Test func applyingWithoutATerminalChangesNothing() async throws {
      let instance = try ContractTests.instance
      let before = try await instance.call("export")
      let outcome = try await instance.palomar(["apply", "-"], input: "service:\n  limits: { messageSize: 13M }\n")
      #expect(outcome.code == 3)
      #expect(try await instance.call("export") == before)
    }
  }
}
