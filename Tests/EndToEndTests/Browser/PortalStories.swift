import Accounts
import Adapters
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

/// What people do for their own mail in the portal, and how support answers “what happened to my message?”.
extension Story {
  /// What the user's password is after `userLooksAfterTheirOwn`.
  private static let changed = "another good phrase"

  func userSeesWhatBecomesOfTheirMail() async throws {
    try await usesTheMailbox()
    try await signIn("user", Self.changed)
    try await setsAFilter()
    try await setsAVacation()
    try await letsAColleagueIn()
    try await findsTheirMessage()
    try await seesWhoUsedTheMailbox()
    try await signOut()
  }

  /// Support looks for it by its recipient, and reads its way.
  func technicianFindsAMessage() async throws {
    try await signIn("technician")
    try await page.press(say("Trace", "Traza"))
    try await page.type(say("To", "Para"), "ana@example.test")
    try await page.type(say("From", "De"), address("user"))
    try await page.press(say("Show", "Mostrar"))
    try await page.shows(say("Delivered to ana@example.test, in INBOX.", "Entregado a ana@example.test, en INBOX."))
    try await page.look("trace")
    try await page.follow("//td/a[starts-with(@href, '/trace/')]")
    try await page.shows(say("signed in as \(address("user"))", "con la sesión de \(address("user"))"))
    try await page.shows(say("Left the queue", "Salió de la cola"))
    try await page.look("trace-message", on: [.desktop, .darkPhone])
    try await page.open("/trace?text=elsewhere.test")
    try await page.shows(say("The logs tell of nothing like that.", "Los registros no hablan de nada así."))
    try await signOut()
  }

  /// Mail that is sent with the main password, and a mail program with an app password, made by an administrator.
  private func usesTheMailbox() async throws {
    let user = try Address(address("user"))
    let made = try await instance.client.perform(AddAppPassword(address: user, name: "tablet (\(language))"))
    let server = TrustedServer(
      name: try DomainName("mail.\(instance.domain.name)"), authority: instance.layout.authority)
    try await eventually("the app password opens the mailbox", within: .seconds(30)) {
      let place = try Endpoint(host: "127.0.0.1", port: instance.ports.imaps)
      let client = try await IMAPClient(over: try await LineConnection.open(.tcp(place), tls: server))
      let isIn = (try? await client.signIn(user.text, made.secret)) != nil
      await client.logout()
      return isIn
    }
    let place = try Endpoint(host: "127.0.0.1", port: instance.ports.submissions)
    let client = try await SMTPClient(over: try await LineConnection.open(.tcp(place), tls: server))
    _ = try await client.hello(as: "laptop.invalid")
    try await client.signIn(user.text, Secret(Self.changed))
    let message = TestMessage(from: user.text, to: "ana@example.test")
    try await client.submit(message.bytes, from: user.text, to: ["ana@example.test"])
    await client.quit()
  }

  private func setsAFilter() async throws {
    try await page.press(say("Profile", "Perfil"))
    try await page.press(say("My filters", "Mis filtros"))
    try await page.type(say("Name of the filter", "Nombre del filtro"), "lists")
    try await page.type(say("The subject holds", "El asunto contiene"), "[news]")
    try await page.choose(
      say("What happens then", "Qué pasa entonces"), say("Put into a folder", "Poner en una carpeta"))
    try await page.press(say("Save the filter", "Guardar el filtro"))
    try await page.look("filter-mistake", on: [.desktop, .darkPhone])
    try await page.type(say("Folder or address", "Carpeta o dirección"), "News")
    try await page.press(say("Save the filter", "Guardar el filtro"))
    try await page.shows(say("The filter is in force.", "El filtro está en vigor."))
    try await page.look("filters")
  }

  private func setsAVacation() async throws {
    try await page.open("/profile/vacation")
    try await page.type(say("Subject", "Asunto"), say("Away", "Ausente"))
    try await page.type(say("Text", "Texto"), say("Back in September.", "Vuelvo en septiembre."))
    try await page.press(say("Save", "Guardar"))
    try await page.shows(say("The answer is set.", "La respuesta está puesta."))
    try await page.look("vacation")
    try await page.press(say("End it", "Terminarla"))
    try await page.shows(say("Nobody gets an answer any more.", "Ya nadie recibe respuesta."))
  }

  private func letsAColleagueIn() async throws {
    try await page.open("/profile/delegations")
    try await page.type(say("Person", "Persona"), "ana@example.test")
    try await page.choose(say("Folders", "Carpetas"), say("Read", "Leer"))
    try await page.press(say("Give access", "Dar acceso"))
    try await page.shows(say("The access is given.", "El acceso está dado."))
    try await page.look("delegations")
    try await page.press(say("End", "Terminar"))
    try await page.shows(say("The access has ended.", "El acceso ha terminado."))
  }

  private func findsTheirMessage() async throws {
    try await eventually("the trace has the message", within: .seconds(30)) {
      try await page.open("/profile/messages?text=ana@example.test")
      return try await page.text.contains(
        say("Delivered to ana@example.test, in INBOX.", "Entregado a ana@example.test, en INBOX."))
    }
    try await page.look("own-messages")
    try await page.press(say("My messages", "Mis mensajes"))
    try await page.type(say("From, to or Message-ID", "De, para o Message-ID"), "technician")
    try await page.press(say("Show", "Mostrar"))
    try await page.shows(say("The logs tell of nothing like that.", "Los registros no hablan de nada así."))
  }

  private func seesWhoUsedTheMailbox() async throws {
    try await page.press(say("Who used my mailbox", "Quién usó mi buzón"))
    try await page.shows(say("app password “tablet (en)”", "contraseña de aplicación «tablet (es)»"))
    try await page.shows(say("sent mail", "correo enviado"))
    try await page.look("uses")
    try await page.press(say("Who was let into my mailbox", "Quién obtuvo acceso a mi buzón"))
    try await page.shows(say("made an app password", "creó una contraseña de aplicación"))
    try await page.shows("a test")
  }
}
