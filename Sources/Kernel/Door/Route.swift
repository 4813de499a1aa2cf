/// The REST face of an action or query: a method and a path below `/v1/`, with `{name}` for each field of the
/// value that stands in the path. The other fields come in the body, or in the query string of a `GET`.
package struct Route: Hashable, Sendable {
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
  }

  package let method: Method
  package let path: String

  package static func get(_ path: String) -> Route { Route(method: .get, path: path) }
  package static func post(_ path: String) -> Route { Route(method: .post, path: path) }
  package static func put(_ path: String) -> Route { Route(method: .put, path: path) }
  package static func delete(_ path: String) -> Route { Route(method: .delete, path: path) }

  /// The names of the fields in the path, in order.
  package var parameters: [String] {
    path.split(separator: "/").filter { $0.hasPrefix("{") && $0.hasSuffix("}") }.map {
      String($0.dropFirst().dropLast())
    }
  }
}
