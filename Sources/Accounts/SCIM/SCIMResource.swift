import Crypto
import Foundation
import Kernel
import MailFormats
import MailModel
import Surface

/// Something that SCIM shows: a user or a group.
protocol SCIMResource: Codable, Hashable, Sendable {
  /// Where they are: `Users`.
  static var place: String { get }
  static var schema: SCIMSchema { get }
  /// Names it for ever, and nothing later with its address (RFC 7643 §3.1); fits into a URL.
  var id: String { get }
  /// All but what `meta` says about the place and the version.
  var resource: JSONValue { get }
}

extension SCIMResource {
  /// A weak validator (RFC 7644 §3.14): equal resources have equal ones.
  var version: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let digest = SHA256.hash(data: (try? encoder.encode(resource)) ?? Data())
    return "W/\"" + digest.prefix(12).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\""
  }

  /// The whole, as it is at `root`.
  func resource(at root: String) -> JSONValue {
    var resource = self.resource
    resource["meta"]?["location"] = .text("\(root)/\(Self.place)/\(id)")
    resource["meta"]?["version"] = .text(version)
    if let members = resource["members"] {
      resource["members"] = .list(
        members.elements.map { member in
          var member = member
          let place = member["type"] == "Group" ? SCIMGroup.place : SCIMUser.place
          member["$ref"] = .text("\(root)/\(place)/\(member["value"]?.text ?? "")")
          return member
        })
    }
    return resource
  }
}

/// What a list is asked for.
struct SCIMListRequest: Codable, Sendable {
  var filter: String?
  var sortBy: String?
  var isDescending = false
  /// 1 is the first.
  var startIndex = 1
  var count = SCIMLimits.page
  /// Whose names `externalId` means.
  var provider: Address?

  var parsedFilter: SCIMFilter? {
    get throws { try filter.map { try SCIMFilter($0) } }
  }

  /// How many are passed over, and how many are wanted after them.
  var offset: Int { max(startIndex, 1) - 1 }
  var size: Int { min(max(count, 0), SCIMLimits.page) }

  func sorted(in schema: SCIMSchema) throws -> SCIMPath? {
    guard let sortBy, !sortBy.isEmpty else { return nil }
    guard let found = SCIMPath(sortBy).flatMap(schema.resolved) else {
      throw SCIMFailure(.invalidPath, en: "sortBy is no attribute", es: "sortBy no es un atributo")
    }
    return found.path
  }

  /// Those that are wanted of all that pass; those without a value to sort by come last, or first where the last comes
  /// first (RFC 7644 §3.4.2.3).
  func page<Resource: SCIMResource>(of all: [Resource]) throws -> SCIMList<Resource> {
    var all = all
    if let path = try sorted(in: Resource.schema) { all = sort(all, by: path) }
    return SCIMList(total: all.count, resources: Array(all.dropFirst(offset).prefix(size)))
  }

  private func sort<Resource: SCIMResource>(_ all: [Resource], by path: SCIMPath) -> [Resource] {
    let keyed = all.map { one -> (Resource, String?) in
      let value = one.resource[path.attribute]?.elements.first
      let part = path.part ?? (value?.object == nil ? nil : "value")
      return (one, (part.flatMap { value?[$0] } ?? value)?.text?.lowercased())
    }
    let sorted = keyed.sorted { left, right in
      switch (left.1, right.1) {
      case (let left?, let right?): left < right
      case (_?, nil): true
      default: false
      }
    }.map(\.0)
    return isDescending ? sorted.reversed() : sorted
  }
}

/// Some of the resources that pass a filter, and how many pass it in all.
package struct SCIMList<Resource: Codable & Sendable>: Codable, Sendable {
  package var total: Int
  package var resources: [Resource]
}
