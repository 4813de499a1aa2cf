import Foundation
import Kernel
import TestSupport
import Testing

@testable import Deployment

@Suite struct ServiceSchemaTests {
  private static let published = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../docs/reference/service.schema.json").standardizedFileURL

  /// `PALOMAR_UPDATE_GOLDENS=1 swift test` writes it anew.
  @Test func isPublishedAsItIs() throws {
    let schema = try ServiceSchema.text(of: ServiceBench.sections) + "\n"
    if ProcessInfo.processInfo.environment["PALOMAR_UPDATE_GOLDENS"] != nil {
      try Data(schema.utf8).write(to: Self.published)
    }
    #expect(try String(contentsOf: Self.published, encoding: .utf8) == schema)
  }

  @Test func knowsEverySectionAndEverySetting() throws {
    let schema = try ServiceSchema.text(of: ServiceBench.sections)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(schema.utf8)) as? [String: Any])
    let properties = try #require(object["properties"] as? [String: Any])
    #expect(Set(properties.keys) == Set(ServiceBench.sections.map(\.key)))
    let service = try #require((properties["service"] as? [String: Any])?["properties"] as? [String: Any])
    #expect(Set(service.keys) == Set(ServiceSettings.fieldNames))
  }

  @Test func acceptsWhatIsExported() async throws {
    let service = try await ServiceBench()
    try await service.apply(
      """
      service: {outbound: "relay smtp.example.net:587"}
      domains: [palomar.test]
      classes: [{name: pupils, quota: 500M, protocols: imap submission, forwarding: "no"}]
      accounts:
        - {address: ana@palomar.test, name: "123", quota: 2G, state: receiveOnly, reason: away, until: 2027-01-01}
        - {address: luis@palomar.test, class: pupils, protocols: none, overrideReason: exams, mainPassword: "no"}
      groups: [{address: team@palomar.test, name: Team, posting: domain, posters: [info@palomar.test]}]
      aliases: [{address: info@palomar.test, targets: [ana@palomar.test]}]
      domainLimits: [{domain: palomar.test, accounts: 10, aliases: 5, quota: 9G, newClass: pupils}]
      shared:
        - address: desk@palomar.test
          name: Desk
          quota: 1G
          sent: both
          members: [{member: ana@palomar.test, rights: manage send-as, until: 2027-01-01}]
      anchors: [{name: syslog, kind: syslog}, {name: elsewhere, kind: file, target: /mnt/elsewhere/journal}]
      catchAlls: [{domain: palomar.test, target: luis@palomar.test}]
      memberships: [{group: team@palomar.test, member: info@palomar.test, until: 2027-01-01}]
      """)
    try await accepts(service)
  }

  @Test func acceptsADirectoryInPostgreSQL() async throws {
    try await Engine.postgreSQL.withLocation { location in
      try await EachEngine.$location.withValue(location) {
        let service = try await ServiceBench()
        try await service.apply("service: {directory: {host: /run/postgresql, database: mail, user: mail}}\n")
        try await accepts(service)
      }
    }
  }

  private func accepts(_ service: ServiceBench) async throws {
    let exported = try await service.bench.ask(ExportDocument(sections: ServiceBench.sections)).document
    let values = try JSONValue(of: ServiceFileReader.read(exported), schema: Self.schema())
    #expect(values.complaints == [])
  }

  @Test func refusesWhatNobodyKnows() throws {
    for text in [
      "service: {hots: 1}\n", "dominios: []\n", "service: {ports: {smtp: 70000}}\n", "service: {outbound: up}\n",
    ] {
      let values = try JSONValue(of: ServiceFileReader.read(text), schema: Self.schema())
      #expect(!values.complaints.isEmpty, "\(text)")
    }
  }

  private static func schema() throws -> [String: Any] {
    let text = try ServiceSchema.text(of: ServiceBench.sections)
    return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }
}

/// The part of JSON Schema that our schemas use, checked against a file.
private struct JSONValue {
  var complaints: [String] = []

  init(of node: DocumentNode, schema: [String: Any]) {
    check(node, schema, at: "$")
  }

  private mutating func check(_ node: DocumentNode, _ schema: [String: Any], at path: String) {
    if let choices = schema["oneOf"] as? [[String: Any]] {
      let fitting = choices.filter { JSONValue(of: node, schema: $0).complaints.isEmpty }
      if fitting.count != 1 { complaints.append("\(path) fits \(fitting.count) choices") }
    }
    if let constant = schema["const"] as? String, node.content != .scalar(constant) {
      complaints.append("\(path) const")
    }
    if let values = schema["enum"] as? [String], !values.contains((try? node.text()) ?? "") {
      complaints.append("\(path) enum")
    }
    let types = (schema["type"] as? String).map { [$0] } ?? schema["type"] as? [String]
    if let types, !types.contains(where: { fits(node, $0, schema) }) { complaints.append("\(path) is no \(types)") }
    if case .mapping(let entries) = node.content { checkFields(entries, schema, at: path) }
    if case .list(let items) = node.content, let item = schema["items"] as? [String: Any] {
      for (index, value) in items.enumerated() { check(value, item, at: "\(path)[\(index)]") }
    }
  }

  private func fits(_ node: DocumentNode, _ type: String, _ schema: [String: Any]) -> Bool {
    switch (type, node.content) {
    case ("object", .mapping), ("array", .list): return true
    case ("string", .scalar(let text)):
      guard let pattern = schema["pattern"] as? String else { return true }
      return text.range(of: pattern, options: .regularExpression) != nil
    case ("integer", .scalar(let text)):
      guard let number = Int(text) else { return false }
      return number >= schema["minimum"] as? Int ?? .min && number <= schema["maximum"] as? Int ?? .max
    default: return false
    }
  }

  private mutating func checkFields(_ entries: [DocumentNode.Entry], _ schema: [String: Any], at path: String) {
    let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
    let names = entries.compactMap { try? $0.key.text() }
    for required in schema["required"] as? [String] ?? [] where !names.contains(required) {
      complaints.append("\(path).\(required) is missing")
    }
    for (name, entry) in zip(names, entries) {
      if let property = properties[name] {
        check(entry.value, property, at: "\(path).\(name)")
      } else if schema["additionalProperties"] as? Bool == false {
        complaints.append("\(path).\(name) is unknown")
      }
    }
  }
}
