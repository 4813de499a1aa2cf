import Foundation
import Kernel
import MailModel
import Testing

@testable import Accounts

@Suite struct DirectoryPersonTests {
  private func entry(_ values: [String: [String]]) -> LDAPEntry {
    LDAPEntry(dn: "cn=Ana,dc=example,dc=org", values: values.mapValues { $0.map { Data($0.utf8) } })
  }

  @Test func readsPeopleOfOpenLDAP() throws {
    let person = try DirectoryPerson(
      entry([
        "entryUUID": ["5f1c"], "MAIL": ["Ana@Example.org", "a.ruiz@example.org"], "cn": ["Ana Ruiz"],
        "mailAlternateAddress": ["sales@example.org", "no address"],
      ]), LDAPAttributes(.openldap))
    #expect(person.name.address.text == "ana@example.org")
    #expect(person.name.displayName == "Ana Ruiz")
    #expect(person.aliases.map(\.text) == ["a.ruiz@example.org", "sales@example.org"])
    #expect(!person.isDisabled)
  }

  @Test func readsPeopleOfActiveDirectory() throws {
    let values: [String: [Data]] = [
      "objectGUID": [Data([0, 255, 16] + [UInt8](repeating: 7, count: 13))], "mail": [Data("ana@example.org".utf8)],
      "displayName": [Data("Ana Ruiz".utf8)], "memberOf": [Data("CN=Staff".utf8)],
      "userAccountControl": [Data("514".utf8)],
      "proxyAddresses": ["SMTP:ana@example.org", "smtp:sales@example.org", "X400:c=ES", "sip:ana@example.org"].map {
        Data($0.utf8)
      },
    ]
    let person = try DirectoryPerson(LDAPEntry(dn: "CN=Ana", values: values), LDAPAttributes(.activeDirectory))
    #expect(person.groups == ["CN=Staff"])
    #expect(person.name.key == "00ff10" + String(repeating: "07", count: 13))
    #expect(person.aliases.map(\.text) == ["sales@example.org"])
    #expect(person.isDisabled)
  }

  @Test(
    arguments: [
      ["mail": ["ana@example.org"]], ["entryUUID": ["1"]], ["entryUUID": ["1"], "mail": ["nonsense"]],
      ["entryUUID": ["1"], "mail": ["ana@example.org"], "cn": ["Ana\u{202E}x"]],
    ] as [[String: [String]]]) func namesTheEntryThatCannotBeUnderstood(_ values: [String: [String]])
  {
    #expect(throws: Fault(.invalid, en: "", es: "")) {
      try DirectoryPerson(entry(values), LDAPAttributes(.openldap))
    }
  }

  @Test func escapesWhatMeansSomethingInAFilter() {
    #expect(LDAPFilter.escaped("a*(b)\\c\0é") == "a\\2a\\28b\\29\\5cc\\00\\c3\\a9")
  }
}
