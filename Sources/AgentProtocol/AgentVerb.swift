import Foundation
import MailModel

/// One request that the host agent understands. The list in `AgentVerbs` is all there is:
/// a taken-over control plane can ask for what these types can express, and nothing else.
///
/// On the wire each request is one line of JSON, `{"verb": name, "body": …}`, and so is each reply,
/// `{"reply": …}` or `{"fault": …}`. A connection carries one request at a time, in order.
package protocol AgentVerb: Codable, Sendable {
  associatedtype Reply: Codable & Sendable
  static var name: String { get }
}

/// For verbs that only say that they are done.
package struct Done: Codable, Hashable, Sendable {
  package init() {}
}

package struct AgentRequest<Verb: AgentVerb>: Codable, Sendable {
  package let verb: String
  package let body: Verb

  package init(_ body: Verb) {
    verb = Verb.name
    self.body = body
  }
}

/// The part of a request that says which verb to decode.
package struct AgentRequestHead: Codable, Sendable {
  package let verb: String
}

package enum AgentReply<Reply: Codable & Sendable>: Codable, Sendable {
  case reply(Reply)
  case fault(Fault)

  private enum CodingKeys: String, CodingKey { case reply, fault }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let fault = try container.decodeIfPresent(Fault.self, forKey: .fault) {
      self = .fault(fault)
    } else {
      self = .reply(try container.decode(Reply.self, forKey: .reply))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .reply(let reply): try container.encode(reply, forKey: .reply)
    case .fault(let fault): try container.encode(fault, forKey: .fault)
    }
  }
}

/// A request or reply may be this long, in octets; a longer one ends the connection.
package let agentLineLimit = 64 << 20
