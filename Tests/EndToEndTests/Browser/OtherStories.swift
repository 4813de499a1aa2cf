import Foundation
import TestSupport
import Testing

/// Support, a user and an auditor: what each can do, and what not.
extension Story {
  /// Resets a password and unlocks an account; no other domain, no setting.
  func technicianHelpsPeopleOfOneDomain() async throws {
    try await add("technician", role: "support", domain: "example.test")
    try await add("locked")
    try await palomar("account", "suspend", address("locked"), "--reason", "too many complaints")
    try await signIn("technician")
    try await page.press(say("Accounts", "Cuentas"))
    try await page.shows(address("locked"))
    try await page.showsNot("elsewhere.test")
    for hidden in [say("Generations", "Generaciones"), say("Journal", "Diario"), "Roles"] {
      try await page.showsNot(hidden)
    }
    try await page.open(path("locked"))
    try await page.look("technician")
    try await page.press(say("Make active", "Activar"))
    try await page.shows(say("The changes are in force.", "Los cambios están en vigor."))
    try await page.type(say("New password", "Contraseña nueva"), "another good phrase")
    try await page.type(say("Reason", "Motivo"), "forgotten")
    try await page.press(say("Set password", "Poner contraseña"))
    try await page.shows(say("The new password is set", "La contraseña nueva está puesta"))
    for place in ["/accounts/eva@elsewhere.test", "/generations", "/roles", "/journal"] {
      try await page.open(place)
      try await page.shows(say("That did not work", "No ha funcionado"))
    }
    try await page.look("forbidden", on: [.desktop, .darkPhone])
    try await signOut()
    try await signIn("locked", "another good phrase")
    try await page.shows(say("Sign out", "Cerrar sesión"))
    try await signOut()
  }

  /// Looks after password, app passwords and sessions, and sees nobody else.
  func userLooksAfterTheirOwn() async throws {
    try await add("user")
    try await signIn("user")
    try await page.showsNot(say("Accounts and permissions", "Cuentas y permisos"))
    try await page.press(say("Profile", "Perfil"))
    try await page.type(say("Present password", "Contraseña actual"), Self.password)
    try await page.type(say("New password", "Contraseña nueva"), "another good phrase")
    try await page.press(say("Change password", "Cambiar contraseña"))
    try await page.shows(say("The new password is set.", "La contraseña nueva está puesta."))
    try await page.press(say("App passwords", "Contraseñas de aplicación"))
    try await page.type(say("What it is for", "Para qué es"), "phone")
    try await page.tick("imap")
    try await page.press(say("Make an app password", "Crear contraseña"))
    try await page.shows(say("it is not shown again", "no se vuelve a mostrar"))
    try await page.look("app-password")
    try await page.press(say("Remove", "Eliminar"))
    try await page.shows(say("There is none yet.", "Aún no hay ninguna."))
    try await page.open("/accounts/eva@elsewhere.test")
    try await page.shows(say("That did not work", "No ha funcionado"))
    try await signOut()
  }

  /// Sees everything that is not mail, changes nothing, and proves the journal.
  func auditorReadsAndChangesNothing() async throws {
    try await add("auditor", role: "auditor")
    try await signIn("auditor")
    for place in [
      "/accounts", "/accounts/eva@elsewhere.test", "/domains", "/aliases", "/roles", "/assignments", "/classes",
    ] {
      try await page.open(place)
      try await page.showsNot(say("That did not work", "No ha funcionado"))
      #expect(try await formsThatChange() == 0, "\(place)")
    }
    try await page.press(say("Journal", "Diario"))
    try await page.type(say("Action", "Acción"), "accounts.add")
    try await page.press(say("Show", "Mostrar"))
    try await page.shows("elsewhere.test")
    try await page.look("journal")
    try await page.press(say("Prove that it is unaltered", "Probar que está intacto"))
    try await page.shows(say("entries is unbroken", "entradas no tiene roturas"))
    try await page.press(say("Trace", "Traza"))
    try await page.shows(address("user"))
    #expect(try await formsThatChange() == 0)
    #expect(try await export().contains("\"action\":\"accounts.add\""))
    try await signOut()
  }

  /// The journal as the browser would get it.
  private func export() async throws -> String {
    let cookies = try await page.driver.command(.get, "/cookie") as? [[String: Any]] ?? []
    let header = cookies.map { "\($0["name"] ?? "")=\($0["value"] ?? "")" }.joined(separator: "; ")
    // A session is for the browser that it began in.
    let program = try await page.driver.run("return navigator.userAgent") as? String ?? ""
    return try await instance.curl(
      "/journal/export?form=jsonl", ["--header", "Cookie: \(header)", "--user-agent", program]
    ).output
  }

}
