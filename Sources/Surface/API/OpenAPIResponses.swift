import Foundation
import Kernel
import MailModel

/// What an operation may answer: all of it, so that whatever else comes is a defect.
struct OpenAPIResponses {
  let door: Door
  let shapes: DoorShapes
  let language: Language

  var all: [String: Any] {
    var responses: [String: Any] = ["200": done]
    if door.isObject {
      responses["304"] = ["description": Text(en: "It is as it was read", es: "Está como se leyó")(in: language)]
    }
    if door.changes { responses["202"] = ["$ref": "#/components/responses/202"] }
    for status in statuses { responses["\(status)"] = ["$ref": "#/components/responses/\(status)"] }
    return responses
  }

  private var done: [String: Any] {
    var done: [String: Any] = [
      "description": Text(en: "What came of it", es: "Lo que resultó")(in: language),
      "content": ["application/json": ["schema": shapes.answer.schema]],
    ]
    let headers = self.headers
    if !headers.isEmpty { done["headers"] = headers }
    return done
  }

  private var headers: [String: Any] {
    if door.isObject {
      return ["ETag": Self.header(Text(en: "Its tag, for If-Match", es: "Su marca, para If-Match"), true, language)]
    }
    if shapes.isPaged {
      return ["Link": Self.header(Text(en: "The next page (RFC 8288)", es: "La página siguiente"), false, language)]
    }
    return [:]
  }

  private static func header(_ what: Text, _ isRequired: Bool, _ language: Language) -> [String: Any] {
    ["description": what(in: language), "required": isRequired, "schema": ["type": "string"]]
  }

  private var statuses: [Int] {
    let always = [400, 401, 403, 404, 406, 409, 415, 422, 429, 500, 503]
    return always + (door.changes ? [412] : []) + (door.takesBody ? [413] : [])
  }

  /// What a change becomes that takes a second person.
  private static func waiting(in language: Language) -> [String: Any] {
    [
      "description": Text(en: "It waits for a second person", es: "Espera a una segunda persona")(in: language),
      "content": ["application/json": ["schema": ShapeReader.read(AwaitingApproval.self).shape.schema]],
    ]
  }

  static func common(in language: Language) -> [String: Any] {
    var problems: [String: Any] = ["202": waiting(in: language)]
    for (status, what) in meanings {
      problems["\(status)"] = [
        "description": what(in: language),
        "content": [Problem.mediaType: ["schema": ["$ref": "#/components/schemas/Problem"]]],
      ]
    }
    return problems
  }

  private static let meanings: [(Int, Text)] = [
    (400, Text(en: "Not of the form that is described here", es: "No tiene la forma que aquí se describe")),
    (401, Text(en: "Nobody is signed in", es: "Nadie ha iniciado sesión")),
    (403, Text(en: "Not permitted", es: "No está permitido")),
    (404, Text(en: "What it names does not exist", es: "Lo que nombra no existe")),
    (406, Text(en: "Answers are JSON, and that is not wanted", es: "Las respuestas son JSON, y no se desea")),
    (409, Text(en: "Contradicts the present state", es: "Contradice el estado actual")),
    (412, Text(en: "If-Match names another state", es: "If-Match nombra otro estado")),
    (413, Text(en: "The body is too large", es: "El cuerpo es demasiado grande")),
    (415, Text(en: "The body is not JSON", es: "El cuerpo no es JSON")),
    (422, Text(en: "A value cannot be right", es: "Un valor no puede ser correcto")),
    (429, Text(en: "Too many requests", es: "Demasiadas peticiones")),
    (500, Text(en: "A failure inside Palomar", es: "Un fallo dentro de Palomar")),
    (503, Text(en: "Something that it needs does not answer", es: "Algo que necesita no responde")),
  ]
}

/// The description in each language, made once.
struct OpenAPIDocuments: Sendable {
  private let english: Lazily<Data>
  private let spanish: Lazily<Data>

  init(_ doors: [Door]) {
    english = Lazily { try OpenAPI(doors: doors, language: .english).document() }
    spanish = Lazily { try OpenAPI(doors: doors, language: .spanish).document() }
  }

  func document(in language: Language) throws -> Data {
    switch language {
    case .english: try english.value()
    case .spanish: try spanish.value()
    }
  }
}
