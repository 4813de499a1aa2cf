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
        "paths": try paths(), "components": try components,
      ], options: [.sortedKeys, .withoutEscapingSlashes])
  }

  private func paths() throws -> [String: Any] {
    let byPath = Dictionary(grouping: doors) { "/\($0.route.path)" }
    return try byPath.mapValues { doors in
      Dictionary(try doors.map { ($0.route.method.rawValue.lowercased(), try operation($0)) }) { first, _ in first }
    }
  }

  private func operation(_ door: Door) throws -> [String: Any] {
    let shapes = try door.shapes()
    var operation: [String: Any] = [
      "operationId": door.name, "summary": door.summary(in: language), "tags": [Self.tag(of: door)],
      "x-permission": door.permission.name, "parameters": parameters(of: door, shapes.request),
      "responses": OpenAPIResponses(door: door, shapes: shapes, language: language).all,
    ]
    if !shapes.isWhole { operation["x-partial"] = true }
    let rest = shapes.request.fields.filter { !door.route.parameters.contains($0.name) }
    if door.takesBody, !rest.isEmpty {
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
      guard isInPath || !door.takesBody else { return nil }
      return [
        "name": field.name, "in": isInPath ? "path" : "query", "required": isInPath || field.isRequired,
        "schema": field.shape.schema,
      ]
    }
    parameters += OpenAPIHeaders.names(of: door, among: doors).map { ["$ref": "#/components/parameters/\($0)"] }
    return parameters
  }

  static func tag(of door: Door) -> String {
    door.name.split(separator: ".").first.map(String.init) ?? door.name
  }
}

extension Door {
  /// A GET has no body, and a DELETE's has no meaning (RFC 9110 §9.3.5): what they take stands in the query string.
  var takesBody: Bool { route.method == .post || route.method == .put }
}

/// What every operation shares.
extension OpenAPI {
  private var components: [String: Any] {
    get throws {
      [
        "schemas": ["Problem": ShapeReader.read(Problem.self).shape.schema],
        "responses": OpenAPIResponses.common(in: language),
        "parameters": OpenAPIHeaders.parameters(in: language),
        "securitySchemes": [
          "token": ["type": "http", "scheme": "bearer"],
          "session": ["type": "apiKey", "in": "cookie", "name": SessionCookie.name],
          "form": ["type": "apiKey", "in": "header", "name": "Palomar-Form-Token"],
        ],
      ]
    }
  }

  private static func introduction(in language: Language) -> String {
    Text(
      en: """
        Everything that the console and the command line do, by the same actions and permissions.

        Lists come in pages: `limit` says how long, and `after` takes the `next` of the page before; the header `Link` \
        has the whole address. Their other parameters filter. An object's `ETag`, sent back as `If-Match` with a \
        change of it or of what lies below it, refuses the change (412) if somebody was faster. A POST with an \
        `Idempotency-Key` may be sent again for a day: it changes nothing twice, and is answered as the first time.

        400 is a request of another form than described here, and 422 one with a value that cannot be. Every error is a \
        problem detail (RFC 9457) in the language of `Accept-Language`.
        """,
      es: """
        Todo lo que hacen la consola y la línea de órdenes, con las mismas acciones y permisos.

        Las listas van por páginas: `limit` dice cuán largas, y `after` toma el `next` de la anterior; la cabecera \
        `Link` tiene la dirección entera. Los demás parámetros filtran. El `ETag` de un objeto, devuelto como \
        `If-Match` con un cambio de él o de lo que tiene debajo, rechaza el cambio (412) si alguien se adelantó. Un POST \
        con `Idempotency-Key` puede repetirse durante un día: no cambia nada dos veces, y se responde como la primera.

        400 es una petición de otra forma que la descrita, y 422 una con un valor que no puede ser. Todo error es un \
        detalle de problema (RFC 9457) en el idioma de `Accept-Language`.
        """)(in: language)
  }
}
