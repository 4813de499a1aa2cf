import HTTPTypes
import Hummingbird

/// The paths of the API and what may be done at each, for the answer to what may not.
struct KnownPaths: Sendable {
  private let methods: [[Substring]: [String]]

  init(_ doors: [Door]) {
    methods = Dictionary(grouping: doors) { $0.route.path.split(separator: "/") }.mapValues { doors in
      doors.map(\.route.method.rawValue).sorted()
    }
  }

  /// A path that nobody knows stays unknown; at one that is known with other methods it is these that are allowed
  /// (RFC 9110 §15.5.6).
  func explained(_ error: any Error, _ request: Hummingbird.Request) -> any Error {
    guard let unknown = error as? HTTPError, unknown.status == .notFound, request.uri.path.hasPrefix(APIDoor.root)
    else {
      return error
    }
    let allowed = allowed(at: request.uri.path.dropFirst(APIDoor.root.count))
    return allowed.isEmpty
      ? error : HTTPError(.methodNotAllowed, headers: [.allow: allowed.joined(separator: ", ")])
  }

  private func allowed(at path: Substring) -> [String] {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    if parts.elementsEqual(["openapi.json"]) { return ["GET"] }
    let found = methods.filter { known, _ in
      known.count == parts.count && zip(known, parts).allSatisfy { isName($0) ? !$1.isEmpty : $0 == $1 }
    }
    // A word of its own goes before any name.
    let closest = found.max { left, right in left.key.count(where: isName) > right.key.count(where: isName) }
    return closest?.value ?? []
  }

  private func isName(_ part: Substring) -> Bool { part.hasPrefix("{") }
}
