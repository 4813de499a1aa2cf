import Accounts
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

/// The pages of whoever brings many accounts in with a browser.
@Suite struct ImportPagesTests {
  private let file = (
    name: "C:\\fakepath\\people.csv", text: "address,name\neva@example.test,<b>Eva</b>\nana@nowhere.test,x\n"
  )

  private func signedIn() async throws -> (SignInBench, Browser) {
    let bench = try await SignInBench(grants: { _, _, _ in TestBench.administrator })
    let browser = Browser(bench, capabilities: [accounts, domains, signIns, sessions, imports])
    try await browser.signIn()
    return (bench, browser)
  }

  @Test func checksAFileFirstAndCarriesItOutWhenToldTo() async throws {
    let (bench, browser) = try await signedIn()
    try await browser.open("/imports")
    #expect(browser.page.contains("There was no import yet."))
    try await browser.open("/imports/new")
    #expect(browser.page.contains("multipart/form-data"))
    try await browser.upload("/imports", ["domain": ""], file: file)
    await bench.bench.drain()
    let place = browser.location
    try await browser.open(place)
    #expect(browser.page.contains("people.csv") && !browser.page.contains("fakepath"))
    #expect(browser.page.contains("nothing has changed") && browser.page.contains("Carry out: 1 to add"))
    #expect(browser.page.contains("ana@nowhere.test"))
    await #expect(throws: Fault(.notFound, en: "", es: "")) {
      try await bench.bench.ask(ShowAccount(address: Address("eva@example.test")))
    }
    try await browser.submit("\(place)/start", [:])
    await bench.bench.drain()
    #expect(try await bench.bench.ask(ShowAccount(address: Address("eva@example.test"))).displayName == "<b>Eva</b>")
    try await browser.open("\(place)/report")
    #expect(browser.page.contains("2,eva@example.test,added,"))
    try await browser.open("/imports")
    #expect(browser.page.contains("people.csv"))
  }

  @Test func asksForAFileWhereNoneWasChosen() async throws {
    let (_, browser) = try await signedIn()
    try await browser.open("/imports/new")
    try await browser.submit("/imports", ["domain": ""])
    #expect(browser.status == 422)
    #expect(browser.page.contains("no file was chosen"))
  }

  @Test func takesNoFileFromAnotherSite() async throws {
    let (bench, browser) = try await signedIn()
    try await browser.open("/imports/new")
    browser.site = "cross-site"
    try await browser.upload("/imports", ["domain": ""], file: file)
    #expect(browser.status == 403)
    #expect(try await bench.bench.ask(ListImports()).items.isEmpty)
  }
}
