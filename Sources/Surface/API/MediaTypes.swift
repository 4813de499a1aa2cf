import Foundation
import HTTPTypes
import Hummingbird

/// What goes over the wire, and what somebody may ask for instead.
struct MediaTypes: Sendable {
  /// What bodies are, both ways; answers are of the first.
  let types: [String]

  static let json = MediaTypes(types: ["application/json"])

  /// 415 for a body of another kind (RFC 9110 §15.5.16): a form of another site is such a one. One that does not say what
  /// it is passes, and is read as JSON.
  func requireReadable(_ headers: HTTPFields) throws {
    guard let header = headers[.contentType], !header.isEmpty, !types.contains(Self.essence(of: header)) else { return }
    throw HTTPError(.unsupportedMediaType, headers: [.accept: types.joined(separator: ", ")])
  }

  /// 406 where no kind of answer would do (RFC 9110 §12.5.1). Problems are told in any case.
  func requireWelcome(_ headers: HTTPFields) throws {
    let ranges = headers[values: .accept].flatMap { $0.split(separator: ",") }.map(String.init)
    guard !ranges.isEmpty, !ranges.contains(where: isMet) else { return }
    throw HTTPError(.notAcceptable)
  }

  private func isMet(by range: String) -> Bool {
    let parameters = range.split(separator: ";").dropFirst().map { $0.filter { !$0.isWhitespace }.lowercased() }
    let isRefused = parameters.contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
    guard !isRefused else { return false }
    let wanted = Self.essence(of: range)
    return wanted == "*/*" || wanted == "application/*" || types.contains(wanted)
  }

  private static func essence(of header: String) -> String {
    header.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
  }
}
