import Foundation
import Kernel
import MailModel
import Testing

@testable import Surface

@Suite struct ShapeReaderTests {
  private struct Sample: Codable {
    enum Kind: String, Codable, CaseIterable { case one, two }

    struct Part: Codable {
      var at: Date
      var names: [String: Int]
    }

    var address: Address
    var quota: ByteCount?
    var title: String?
    var kind: Kind
    var count: QueryNumber
    var isOn: Bool
    var parts: [Part]
  }

  @Test func findsWhatATypeReads() throws {
    let (shape, value) = ShapeReader.read(Sample.self)
    let fields = Dictionary(uniqueKeysWithValues: shape.fields.map { ($0.name, $0) })
    #expect(value != nil)
    #expect(fields["address"] == .init(name: "address", shape: Address.shape, isRequired: true))
    #expect(fields["quota"]?.isRequired == false)
    #expect(fields["title"] == .init(name: "title", shape: .anyText, isRequired: false))
    #expect(fields["kind"]?.shape == .choice(["one", "two"]))
    #expect(fields["count"]?.shape == .integer)
    #expect(fields["isOn"]?.shape == .boolean)
    let part = JSONShape.object([
      .init(name: "at", shape: .text(TextForm(format: "date-time")), isRequired: true),
      .init(name: "names", shape: .map(.integer), isRequired: true),
    ])
    #expect(fields["parts"]?.shape == .list(part))
  }

  @Test func leavesOutWhatTheWireDoesNotCarry() {
    #expect(ShapeReader.read(WriteNote.self).shape.fields.map(\.name) == ["name", "text"])
  }
}

@Suite struct OpenAPITests {
  @Test func describesEachDoor() async throws {
    let text = try await WebBench().send(.get, "/api/v1/openapi.json", [:]).text
    let document = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(document["openapi"] as? String == "3.1.0")
    let path = try #require((document["paths"] as? [String: Any])?["/notes/{name}"] as? [String: [String: Any]])
    #expect(path["get"]?["operationId"] as? String == "notes.show")
    #expect(path["put"]?["x-permission"] as? String == "notes.write")
    #expect("\(path["put"] ?? [:])".contains("If-Match"))
  }

  @Test func speaksTheReadersLanguage() async throws {
    let text = try await WebBench().send(.get, "/api/v1/openapi.json", ["Accept-Language": "es"]).text
    #expect(text.contains("Escribe una nota."))
  }
}
