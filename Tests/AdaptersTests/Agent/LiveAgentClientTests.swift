import Adapters
import AgentProtocol
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@Suite struct LiveAgentClientTests {
  @Test func decodesTheReply() async throws {
    #expect(try await ask(InstalledGeneration(), answer: .say("{\"reply\":7}\n")) == 7)
  }

  @Test func decodesAReplyOfNothing() async throws {
    #expect(try await ask(InstalledGeneration(), answer: .say("{\"reply\":null}\n")) == nil)
  }

  @Test func throwsTheFaultThatTheAgentAnswersWith() async throws {
    let encoded = try JSONEncoder().encode(
      AgentReply<Done>.fault(Fault(.conflict, en: "generation 3 is installed", es: "la generación 3 está instalada")))
    let fault = await #expect(throws: Fault.self) {
      try await ask(StopServices(), answer: .say(String(decoding: encoded, as: UTF8.self) + "\n"))
    }
    #expect(fault?.code == .conflict)
    #expect(fault?.message.es == "la generación 3 está instalada")
  }

  @Test func saysThatTheAgentIsNotRunningWhenItsSocketIsMissing() async throws {
    let fault = try await ScratchDirectory.with { directory in
      await #expect(throws: Fault.self) {
        try await AgentClient.live(socket: "\(directory)/agent.sock").call(ListServices())
      }
    }
    #expect(fault?.code == .unavailable)
    #expect(fault?.message.en.contains("is not running") == true)
  }

  @Test func saysThatTheAgentHungUp() async throws {
    let fault = await #expect(throws: Fault.self) { try await ask(ListServices(), answer: .hangUp) }
    #expect(fault?.message.en.contains("ended the connection during services.list") == true)
  }

  @Test func saysThatAnAnswerMakesNoSense() async throws {
    let fault = await #expect(throws: Fault.self) { try await ask(ListServices(), answer: .say("{\"reply\":3}\n")) }
    #expect(fault?.message.en.contains("makes no sense") == true)
  }

  private func ask<Verb: AgentVerb>(_ verb: Verb, answer: ScriptedServer.Step) async throws -> Verb.Reply {
    try await ScratchDirectory.with { directory in
      let path = "\(directory)/agent.sock"
      return try await ScriptedServer.with([.hear, answer], socket: path) {
        try await AgentClient.live(socket: path).call(verb)
      }
    }
  }
}
