import Foundation
import Kernel
import MailModel

/// A protocol that others have defined, over HTTPS and below a path of its own: what their programs speak (SCIM).
package struct WireProtocol: Sendable {
  /// `/scim/v2`, and all below it.
  package let root: String
  /// What bodies may be; answers are of the first.
  package let types: [String]
  package let answer: @Sendable (WireRequest) async throws -> WireReply
  /// How it tells that something did not work.
  package let refusal: @Sendable (WireRefusal) -> WireReply

  package init(
    _ root: String, types: [String], answer: @escaping @Sendable (WireRequest) async throws -> WireReply,
    refusal: @escaping @Sendable (WireRefusal) -> WireReply
  ) {
    self.root = root
    self.types = types
    self.answer = answer
    self.refusal = refusal
  }
}

/// One request of somebody who is known.
package struct WireRequest: Sendable {
  /// `GET`, as it was sent.
  package let method: String
  /// Below the root, without what was encoded.
  package let path: [String]
  package let query: [String: String]
  /// Names in lower case.
  package let headers: [String: String]
  package let body: Data
  /// Of the root, as whoever asks has written it.
  package let address: String
  package let plane: ControlPlane
  package let principal: Principal
  package let language: Language
}

package struct WireReply: Sendable {
  package var status: Int
  package var headers: [String: String]
  package var body: Data

  package init(status: Int = 200, headers: [String: String] = [:], body: Data = Data()) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

package struct WireRefusal: Sendable {
  package let status: Int
  /// A fault's code, `unauthenticated` or `defect`.
  package let code: String
  package let detail: String
  package let field: String?
}
