import MailFormats
import MailModel
import Surface

/// What the service says about itself (RFC 7644 §4).
struct SCIMDiscovery {
  let request: WireRequest

  private static let core = "urn:ietf:params:scim:schemas:core:2.0"

  func answer() throws -> WireReply {
    guard request.method == "GET" else { return SCIMReply.wrongMethod("GET", in: request.language) }
    // Whoever filters descriptions might take what is left for all there is (RFC 7644 §4).
    guard request.query["filter"] == nil else {
      let message = Text(en: "this cannot be filtered", es: "esto no se puede filtrar")
      return SCIMReply.refusal(status: 403, detail: message(in: request.language))
    }
    let place = request.path[0]
    switch place {
    case "ServiceProviderConfig" where request.path.count == 1:
      return SCIMReply.json(described(Self.provider, place, nil))
    case "ResourceTypes": return listed([userType, groupType])
    case "Schemas": return listed(([SCIMUser.schema, SCIMGroup.schema] + MetaSchemas.all).map(\.json))
    default: return unknown
    }
  }

  private func listed(_ all: [JSONValue]) -> WireReply {
    let place = request.path[0]
    let resources = all.map { described($0, place, $0["id"]?.text) }
    guard request.path.count > 1 else {
      return SCIMReply.json([
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": .integer(Int64(resources.count)), "startIndex": 1,
        "itemsPerPage": .integer(Int64(resources.count)), "Resources": .list(resources),
      ])
    }
    guard request.path.count == 2, let found = resources.first(where: { $0["id"]?.text == request.path[1] }) else {
      return unknown
    }
    return SCIMReply.json(found)
  }

  private var unknown: WireReply {
    let message = Text(en: "there is no such description", es: "no existe esa descripción")
    return SCIMReply.refusal(status: 404, detail: message(in: request.language))
  }

  private func described(_ resource: JSONValue, _ place: String, _ id: String?) -> JSONValue {
    let types = ["ResourceTypes": "ResourceType", "Schemas": "Schema"]
    var resource = resource
    resource["meta"] = [
      "resourceType": .text(types[place] ?? place),
      "location": .text("\(request.address)/\(place)" + (id.map { "/\($0)" } ?? "")),
    ]
    return resource
  }

  private var userType: JSONValue { Self.type(SCIMUser.schema, at: SCIMUser.place) }
  private var groupType: JSONValue { Self.type(SCIMGroup.schema, at: SCIMGroup.place) }

  private static func type(_ schema: SCIMSchema, at place: String) -> JSONValue {
    [
      "schemas": [.text("\(core):ResourceType")], "id": .text(schema.name), "name": .text(schema.name),
      "endpoint": .text("/\(place)"), "description": .text(schema.summary), "schema": .text(schema.id),
    ]
  }

  private static let provider: JSONValue = [
    "schemas": [.text("\(core):ServiceProviderConfig")],
    "patch": ["supported": true],
    "bulk": ["supported": false, "maxOperations": 0, "maxPayloadSize": 0],
    "filter": ["supported": true, "maxResults": .integer(Int64(SCIMLimits.page))],
    "changePassword": ["supported": true],
    "sort": ["supported": true],
    "etag": ["supported": true],
    "authenticationSchemes": [
      [
        "type": "oauthbearertoken", "name": "Bearer token", "description": "A token made with: palomar scim token",
        "specUri": "https://www.rfc-editor.org/rfc/rfc6750",
      ]
    ],
  ]
}
