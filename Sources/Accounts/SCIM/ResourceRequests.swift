import Foundation
import Kernel
import MailFormats
import MailModel
import Surface

/// The requests about resources of one kind (RFC 7644 §3).
struct ResourceRequests<Keeper: SCIMKeeper> {
  typealias Resource = Keeper.Resource

  let request: WireRequest
  let keeper: Keeper

  /// So often a change is tried anew because somebody changed the resource in between.
  private let tries = 5

  func answer(_ rest: ArraySlice<String>) async throws -> WireReply {
    guard let name = rest.first else {
      return switch request.method {
      case "GET": try await list(request.query.mapValues(JSONValue.text))
      case "POST": try await add()
      default: SCIMReply.wrongMethod("GET, POST", in: request.language)
      }
    }
    guard rest.count == 1 else { return SCIMReply.nowhere(in: request.language) }
    if name == ".search" {
      return request.method == "POST" ? try await search() : SCIMReply.wrongMethod("POST", in: request.language)
    }
    return switch request.method {
    case "GET": try await show(name)
    case "PUT": try await replace(name)
    case "PATCH": try await patch(name)
    case "DELETE": try await remove(name)
    default: SCIMReply.wrongMethod("GET, PUT, PATCH, DELETE", in: request.language)
    }
  }

  /// A list, asked for with a body (RFC 7644 §3.4.3).
  func search() async throws -> WireReply {
    try await list(body().object ?? [:])
  }

  private func add() async throws -> WireReply {
    let made = try await keeper.add(Resource.schema.accepted(body()))
    return try reply(made, status: 201)
  }

  private func show(_ id: String) async throws -> WireReply {
    let found = try await find(id)
    if let known = request.headers["if-none-match"], Self.stands(found.version, in: known) {
      return WireReply(status: 304, headers: ["ETag": found.version])
    }
    return try reply(found)
  }

  private func replace(_ id: String) async throws -> WireReply {
    let accepted = try Resource.schema.accepted(body())
    return try reply(try await change(id) { _ in accepted })
  }

  private func patch(_ id: String) async throws -> WireReply {
    let patch = try SCIMPatch(body())
    return try reply(
      try await change(id) { present in
        try Resource.schema.accepted(patch.applied(to: present.resource, Resource.schema))
      })
  }

  private func remove(_ id: String) async throws -> WireReply {
    let present = try await find(id)
    try requireMatch(present)
    try await keeper.remove(present, if: unchanged(present))
    return WireReply(status: 204)
  }

  /// Decides by what is there, and changes it only if it still is.
  private func change(_ id: String, _ decide: (Resource) throws -> JSONValue) async throws -> Resource {
    var attempt = 0
    while true {
      attempt += 1
      let present = try await find(id)
      try requireMatch(present)
      do {
        return try await keeper.change(present, to: decide(present), if: unchanged(present))
      } catch let fault as Fault where fault.isOutdated && attempt < tries {
        continue
      }
    }
  }

  private func find(_ id: String) async throws -> Resource {
    let nobody = Fault(.notFound, en: "there is no such resource", es: "no existe ese recurso")
    guard let named = SCIMIdentifier(id) else { throw nobody }
    let found = try await keeper.show(named.address)
    guard found.id == id else { throw nobody }
    return found
  }

  private func unchanged(_ resource: Resource) -> Precondition {
    Precondition { db in
      guard try Keeper.now(resource, in: db)?.version == resource.version else { throw Fault.outdated }
    }
  }

  private func requireMatch(_ resource: Resource) throws {
    guard let list = request.headers["if-match"], !Self.stands(resource.version, in: list) else { return }
    throw Fault.outdated
  }

  private static func stands(_ version: String, in list: String) -> Bool {
    list.split(separator: ",").contains { ["*", version].contains($0.trimmingCharacters(in: .whitespaces)) }
  }
}

extension ResourceRequests {
  private func body() throws -> JSONValue {
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: request.body), value.object != nil else {
      throw SCIMFailure(
        .invalidSyntax, en: "the request's body is not a JSON object",
        es: "el cuerpo de la petición no es un objeto JSON")
    }
    return value
  }

  private func list(_ parameters: [String: JSONValue]) async throws -> WireReply {
    let parameters = Dictionary(parameters.map { ($0.key.lowercased(), $0.value) }) { first, _ in first }
    var wanted = SCIMListRequest()
    wanted.filter = parameters["filter"]?.text.flatMap { $0.isEmpty ? nil : $0 }
    wanted.sortBy = parameters["sortby"]?.text
    wanted.isDescending = parameters["sortorder"]?.text?.lowercased() == "descending"
    wanted.startIndex = try Self.number(parameters["startindex"], "startIndex") ?? 1
    wanted.count = try Self.number(parameters["count"], "count") ?? SCIMLimits.page
    wanted.provider = request.principal.account
    let found = try await keeper.list(wanted)
    let view = SCIMView(parameters, Resource.schema)
    return SCIMReply.json([
      "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
      "totalResults": .integer(Int64(found.total)), "startIndex": .integer(Int64(wanted.offset + 1)),
      "itemsPerPage": .integer(Int64(found.resources.count)),
      "Resources": .list(found.resources.map { view.shown($0.resource(at: request.address)) }),
    ])
  }

  private static func number(_ value: JSONValue?, _ name: String) throws -> Int? {
    switch value {
    case nil, .null: return nil
    case .integer(let number): return Int(clamping: number)
    case .text(let text):
      if let number = Int(text) { return number }
    default: break
    }
    throw SCIMFailure(.invalidValue, en: "\(name) is not a whole number", es: "\(name) no es un número entero")
  }

  private func reply(_ resource: Resource, status: Int = 200) throws -> WireReply {
    let view = SCIMView(request.query.mapValues(JSONValue.text), Resource.schema)
    return SCIMReply.json(
      view.shown(resource.resource(at: request.address)), status: status,
      headers: ["ETag": resource.version, "Location": "\(request.address)/\(Resource.place)/\(resource.id)"])
  }
}
