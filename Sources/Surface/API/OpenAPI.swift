import Foundation
import Kernel
import MailModel

/// The API's description as OpenAPI 3.1, made from the doors: nothing in it is written twice.
struct OpenAPI {
  let doors: [Door]
  let language: Language

  func document() throws -> Data {
    try JSONSerialization.data(
      withJSONObject: [
        "openapi": "3.1.0",
        "info": ["title": "Palomar", "version": "1", "description": Self.introduction(in: language)],
        "servers": [["url": APIDoor.root]],
        "security": [["token": [String]()], ["session": [String](), "form": [String]()]],
        "paths": paths, "components": components,
      ], options: [.sortedKeys, .withoutEscapingSlashes])
  }

  private var paths: [String: Any] {
    let byPath = Dictionary(grouping: doors) { "/\($0.route.path)" }
    return byPath.mapValues { doors in
      Dictionary(doors.map { ($0.route.method.rawValue.lowercased(), operation($0)) }) { first, _ in first }
    }
  }

  private func operation(_ door: Door) -> [String: Any] {
    let shapes = door.shapes()
    var operation: [String: Any] = [
      "operationId": door.name, "summary": door.summary(in: language), "tags": [Self.tag(of: door)],
      "x-permission": door.permission.name, "parameters": parameters(of: door, shapes.request),
      "responses": responses(of: door, shapes.answer),
    ]
    if !shapes.isWhole { operation["x-partial"] = true }
    let rest = shapes.request.fields.filter { !door.route.parameters.contains($0.name) }
    if door.route.method != .get, !rest.isEmpty {
      operation["requestBody"] = [
        "required": rest.contains(where: \.isRequired),
        "content": ["application/json": ["schema": JSONShape.object(rest).schema]],
      ]
    }
    return operation
  }

  private func parameters(of door: Door, _ request: JSONShape) -> [[String: Any]] {
    var parameters = request.fields.compactMap { field -> [String: Any]? in
      let isInPath = door.route.parameters.contains(field.name)
      guard isInPath || door.route.method == .get else { return nil }
      return [
        "name": field.name, "in": isInPath ? "path" : "query", "required": isInPath || field.isRequired,
        "schema": field.shape.schema,
      ]
    }
    if door.changes, Self.isConditional(door, among: doors) {
      parameters.append(["$ref": "#/components/parameters/If-Match"])
    }
    if door.changes { parameters.append(["$ref": "#/components/parameters/Palomar-Reason"]) }
    return parameters
  }

  private static func isConditional(_ door: Door, among doors: [Door]) -> Bool {
    doors.contains { $0.peek != nil && $0.route.method == .get && $0.route.path == door.route.path }
  }

  private func responses(of door: Door, _ answer: JSONShape) -> [String: Any] {
    let done = Text(en: "What came of it", es: "Lo que resultó")
    return [
      "200": ["description": done(in: language), "content": ["application/json": ["schema": answer.schema]]],
      "default": ["$ref": "#/components/responses/problem"],
    ]
  }

  static func tag(of door: Door) -> String {
    door.name.split(separator: ".").first.map(String.init) ?? door.name
  }
}

/// What every operation shares.
extension OpenAPI {
  private var components: [String: Any] {
    let shape = ShapeReader.read(Problem.self).shape
    let went = Text(en: "It did not work (RFC 9457)", es: "No ha funcionado (RFC 9457)")
    return [
      "schemas": ["Problem": shape.schema],
      "responses": [
        "problem": [
          "description": went(in: language),
          "content": [Problem.mediaType: ["schema": ["$ref": "#/components/schemas/Problem"]]],
        ]
      ],
      "parameters": [
        "If-Match": header("If-Match", Text(en: "The ETag of what was read", es: "El ETag de lo que se leyó")),
        "Palomar-Reason": header(
          RequestReason.header,
          Text(en: "Why, percent-encoded, for the journal", es: "Por qué, con porcentajes, para el diario")),
      ],
      "securitySchemes": [
        "token": ["type": "http", "scheme": "bearer"],
        "session": ["type": "apiKey", "in": "cookie", "name": SessionCookie.name],
        "form": ["type": "apiKey", "in": "header", "name": "Palomar-Form-Token"],
      ],
    ]
  }

  private func header(_ name: String, _ what: Text) -> [String: Any] {
    ["name": name, "in": "header", "description": what(in: language), "schema": ["type": "string"]]
  }

  private static func introduction(in language: Language) -> String {
    Text(
      en: "Everything that the console and the command line do, by the same actions and permissions.",
      es: "Todo lo que hacen la consola y la línea de órdenes, con las mismas acciones y permisos.")(in: language)
  }
}
