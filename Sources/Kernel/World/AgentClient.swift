import AgentProtocol
import Foundation
import MailModel

/// The host agent, as the control plane sees it.
package struct AgentClient: Sendable {
  /// Sends one request line, without its line feed, and returns the reply line. The verb's name is given apart
  /// so that the time limit and the words of a fault can depend on it.
  package var send: @Sendable (_ verb: String, _ line: Data) async throws -> Data

  package static let unexpected = AgentClient { verb, _ in throw UnexpectedCall("agent \(verb)") }

  package init(send: @escaping @Sendable (_ verb: String, _ line: Data) async throws -> Data) {
    self.send = send
  }

  /// Has the agent carry out `verb`; throws the fault that it answers with.
  package func call<Verb: AgentVerb>(_ verb: Verb) async throws -> Verb.Reply {
    switch try await answer(to: verb) {
    case .reply(let reply): return reply
    case .fault(let fault): throw fault
    }
  }

  /// What the agent says to `verb`, its faults included: what is thrown here means that it could not be asked.
  package func answer<Verb: AgentVerb>(to verb: Verb) async throws -> AgentReply<Verb.Reply> {
    let line = try await send(Verb.name, JSONEncoder().encode(AgentRequest(verb)))
    return try decode(line, for: Verb.self)
  }

  private func decode<Verb: AgentVerb>(_ line: Data, for verb: Verb.Type) throws -> AgentReply<Verb.Reply> {
    do {
      return try JSONDecoder().decode(AgentReply<Verb.Reply>.self, from: line)
    } catch is DecodingError {
      throw Fault(
        .unavailable, en: "the host agent's answer to \(Verb.name) makes no sense",
        es: "la respuesta del agente del equipo a \(Verb.name) no se entiende",
        hint: Text(
          en: "palomar and palomar-agent are of different versions: restart both",
          es: "palomar y palomar-agent son de versiones distintas: reinicie ambos"))
    }
  }
}
