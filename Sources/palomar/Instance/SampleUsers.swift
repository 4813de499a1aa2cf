import Accounts
import Foundation
import MailModel
import Surface

/// People to try a new service with: an administrator and two users. Their passwords are made once and kept in
/// a file that only root reads, so that they can be shown again.
struct SampleUsers {
  struct Person: Codable {
    var address: Address
    var name: String
    var password: Secret
  }

  let file: String

  init(layout: Layout) {
    file = "\(layout.root)/sample-users.json"
  }

  func read() throws -> [Person] {
    guard FileManager.default.fileExists(atPath: file) else { return [] }
    return try JSONDecoder().decode([Person].self, from: Data(contentsOf: URL(fileURLWithPath: file)))
  }

  /// Makes who is missing; the file stands before the first account, so that no password is ever lost.
  func make(in domain: DomainName, with client: ControlClient) async throws -> [Person] {
    var people = try read()
    let isNew = people.isEmpty
    if isNew {
      people = try [("admin", "Administrator"), ("ana", "Ana Ruiz"), ("luis", "Luis Vega")].map { local, name in
        Person(
          address: try Address(local: local, domain: domain), name: name, password: Secret(GeneratedPassword.make()))
      }
      try write(people)
    }
    for person in people where try await found({ try await client.ask(ShowAccount(address: person.address)) }) == nil {
      _ = try await client.perform(
        AddAccount(address: person.address, displayName: person.name, password: person.password))
    }
    if isNew, let administrator = people.first {
      _ = try await client.perform(AssignRole(address: administrator.address, role: "administrator"))
    }
    let postmaster = try Address(local: "postmaster", domain: domain)
    if let administrator = people.first,
      try await found({ try await client.ask(ShowAlias(address: postmaster)) }) == nil
    {
      _ = try await client.perform(AddAlias(address: postmaster, targets: [administrator.address]))
    }
    return people
  }

  private func write(_ people: [Person]) throws {
    let data = try JSONEncoder().encode(people)
    let made = FileManager.default.createFile(atPath: file, contents: data, attributes: [.posixPermissions: 0o600])
    guard made else { throw Fault(.unavailable, en: "\(file) cannot be written", es: "no se puede escribir \(file)") }
  }
}

/// What an earlier try may have made already; `nil` where it has not.
func found<Value>(_ ask: () async throws -> Value) async throws -> Value? {
  do {
    return try await ask()
  } catch let fault as Fault where fault.code == .notFound {
    return nil
  }
}
