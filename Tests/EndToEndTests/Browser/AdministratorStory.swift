import Foundation
import TestSupport
import Testing

@testable import Accounts

/// The administrator signs in with a second factor and manages domains, classes, accounts, aliases and rights.
extension Story {
  func administratorManagesEverything() async throws {
    try await add("admin", role: "administrator")
    try await signIn("admin")
    try await page.shows(say("Email service administration process", "Proceso de administración del servicio"))
    try await signsInWithASecondFactor()
    try await addsADomain()
    try await addsAClassAnAccountAndAnAlias()
    try await givesARoleAndAsksWhy()
    try await seesTheEffectBeforeItHappens()
    try await losesNothingToAColleague()
    try await losesNothingToAnEndedSession()
    try await signOut()
  }

  private func signsInWithASecondFactor() async throws {
    try await page.open("/profile")
    try await page.press(say("Set up", "Configurar"))
    try await page.look("second-factor")
    let key = try await page.driver.run("return document.querySelector('main code').innerText") as? String ?? ""
    let app = OneTimeCode(key: try #require(Base32.data(of: key.filter { $0 != " " })))
    try await page.type(say("Code", "Código"), app.code(step: OneTimeCode.step(at: Date())))
    try await page.press(say("Confirm", "Confirmar"))
    // The app's code has been used; one of those on paper lets in once.
    let paper = try await page.driver.run("return document.querySelector('.codes code').innerText") as? String ?? ""
    try await page.press(say("I have written them down", "Los he anotado"))
    try await signOut()
    try await signIn("admin")
    try await page.shows(say("Second factor", "Segundo factor"))
    try await page.look("code", on: [.phone])
    try await page.type(say("Code", "Código"), paper)
    try await page.press(say("Continue", "Continuar"))
    try await page.shows(say("Sign out", "Cerrar sesión"))
  }

  private func addsADomain() async throws {
    try await page.press(say("Domains", "Dominios"))
    try await page.press(say("Add a domain", "Añadir un dominio"))
    try await page.type(say("Domain", "Dominio"), "not a domain")
    try await page.press(say("Add", "Añadir"))
    try await page.look("mistake", on: [.desktop, .darkPhone])
    try await page.type(say("Domain", "Dominio"), "\(language).test")
    try await page.press(say("Add", "Añadir"))
    try await page.shows("_dmarc.\(language).test")
  }

  private func addsAClassAnAccountAndAnAlias() async throws {
    try await page.press(say("Classes of service", "Clases de servicio"))
    try await page.press(say("Add a class", "Añadir una clase"))
    try await page.type(say("Name", "Nombre"), "staff-\(language)")
    try await page.type(say("Quota", "Cuota"), "2G")
    try await page.press(say("Add", "Añadir"))
    try await page.shows("staff-\(language)")
    try await page.press(say("Accounts", "Cuentas"))
    try await page.press(say("Add an account", "Añadir una cuenta"))
    try await page.type(say("Address", "Dirección"), "eva@\(language).test")
    try await page.type(say("Name", "Nombre"), "Eva Núñez")
    try await page.choose(say("Class of service", "Clase de servicio"), "staff-\(language)")
    try await page.press(say("Add", "Añadir"))
    try await page.shows("2G")
    try await page.press(say("Aliases", "Alias"))
    try await page.press(say("Add an alias", "Añadir un alias"))
    try await page.type(say("Address", "Dirección"), "info@\(language).test")
    try await page.type(say("Mail goes to", "El correo va a"), "eva@\(language).test")
    try await page.press(say("Add", "Añadir"))
    try await page.shows("info@\(language).test")
  }

  private func givesARoleAndAsksWhy() async throws {
    try await page.press(say("Who has which role", "Quién tiene qué rol"))
    try await page.press(say("Give a role", "Dar un rol"))
    try await page.type(say("Account", "Cuenta"), "eva@\(language).test")
    try await page.choose(say("Role", "Rol"), "support")
    try await page.type(say("In this domain", "En este dominio"), "\(language).test")
    try await page.press(say("Give the role", "Dar el rol"))
    try await page.open("/accounts/eva@\(language).test/rights")
    try await page.choose(say("May this account", "¿Puede esta cuenta"), "accounts.setPassword")
    try await page.type(say("On", "En"), "\(language).test")
    try await page.press(say("Ask", "Preguntar"))
    try await page.shows(say("Yes: the role support allows", "Sí: el rol support permite"))
  }

  private func seesTheEffectBeforeItHappens() async throws {
    try await page.open("/accounts?search=eva@\(language)&domain=\(language).test")
    try await page.tick(say("Choose eva@\(language).test", "Elegir eva@\(language).test"))
    try await page.choose(say("With those chosen", "Con lo elegido"), say("Suspend", "Suspender"))
    try await page.press(say("Show the effect…", "Ver el efecto…"))
    try await page.shows(say("Nothing has happened yet.", "Todavía no ha pasado nada."))
    try await page.look("bulk")
    try await page.press(say("Suspend (1)", "Suspender (1)"))
    try await page.shows(say("1 of 1 done.", "Hecho: 1 de 1."))
    try await page.look("bulk-done", on: [.dark, .phone])
  }

  private func losesNothingToAColleague() async throws {
    try await page.open("/accounts/eva@\(language).test")
    try await palomar("account", "set", "eva@\(language).test", "--name", "Eva María Núñez")
    try await page.type(say("Name", "Nombre"), "Eva N.")
    try await page.press(say("Save", "Guardar"))
    try await page.shows(say("Meanwhile it is: Eva María Núñez", "Entretanto es: Eva María Núñez"))
    try await page.look("conflict")
    try await page.press(say("Save", "Guardar"))
    try await page.shows(say("The changes are in force.", "Los cambios están en vigor."))
    try await page.shows("Eva N.")
  }

  private func losesNothingToAnEndedSession() async throws {
    try await add("deputy", role: "administrator")
    try await signOut()
    try await signIn("deputy")
    try await page.open("/accounts/eva@\(language).test")
    try await page.type(say("Name", "Nombre"), "Eva Núñez Vega")
    try await palomar("account", "sessions", address("deputy"), "--end")
    try await page.press(say("Save", "Guardar"))
    try await page.shows(say("What you typed is kept", "Lo que escribió se conserva"))
    try await page.look("ended-session")
    try await proveIdentity("deputy")
    try await page.look("kept-form")
    try await page.press(say("Send it now", "Enviarlo ahora"))
    try await page.shows("Eva Núñez Vega")
  }
}
