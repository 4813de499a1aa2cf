import Foundation
import TestSupport
import Testing

/// What people do at the console, in one of its languages.
struct Story {
  let instance: LocalInstance
  let page: BrowserPage
  let language: String

  static let password = "correct horse battery"

  /// The words of the language at hand.
  func say(_ english: String, _ spanish: String) -> String { language == "es" ? spanish : english }

  /// `admin-es@example.test`
  func address(_ who: String) -> String { "\(who)-\(language)@example.test" }

  func path(_ who: String) -> String { "/accounts/\(address(who))" }

  func palomar(_ arguments: String..., input: String = "") async throws {
    let outcome = try await instance.palomar(arguments, input: input)
    #expect(outcome.code == 0, "palomar \(arguments): \(outcome.complaints)")
  }

  /// Somebody who can sign in.
  func add(_ who: String, role: String? = nil, domain: String? = nil) async throws {
    try await palomar("account", "add", address(who), "--password-stdin", input: Self.password + "\n")
    guard let role else { return }
    let place = domain.map { ["--domain", $0] } ?? []
    let outcome = try await instance.palomar(["role", "assign", address(who), role] + place)
    #expect(outcome.code == 0, "\(outcome.complaints)")
  }

  func signIn(_ who: String, _ password: String = password) async throws {
    try await page.open("/sign-in")
    try await proveIdentity(who, password)
  }

  func proveIdentity(_ who: String, _ password: String = password) async throws {
    try await page.type(say("Email address", "Dirección de correo"), address(who))
    try await page.type(say("Password", "Contraseña"), password)
    try await page.press(say("Sign in", "Entrar"))
  }

  func signOut() async throws { try await page.press(say("Sign out", "Cerrar sesión")) }

  /// How many forms of the page's content change something.
  func formsThatChange() async throws -> Int? {
    try await page.driver.run("return document.querySelectorAll('main form[method=post]').length") as? Int
  }
}
