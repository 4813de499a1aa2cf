import AgentProtocol
import Foundation
import Kernel
import MailModel

extension AgentClient {
  /// The agent behind the Unix socket at `path`: a connection per request, which the agent tells apart
  /// by the user at its other end.
  package static func live(socket path: String) -> AgentClient {
    AgentClient { verb, line in
      do {
        let connection = try await LineConnection.open(
          .unix(path), limits: .init(line: agentLineLimit, time: timeLimit(of: verb)))
        return try await exchange(line, over: connection)
      } catch let failure as ConnectionFailure {
        throw fault(for: failure, verb: verb)
      }
    }
  }

  private static func exchange(_ line: Data, over connection: LineConnection) async throws -> Data {
    do {
      try await connection.send(line + [UInt8(ascii: "\n")])
      let reply = try await connection.line()
      await connection.close()
      return Data(reply.readableBytesView)
    } catch {
      await connection.close()
      throw error
    }
  }

  /// Verbs that start programs wait for the slowest of them; the others answer at once.
  private static func timeLimit(of verb: String) -> Duration {
    switch verb {
    case ActivateGeneration.name, StopServices.name: .seconds(120)
    case ValidateGeneration.name, StageGeneration.name, PlanGeneration.name, ReadQueue.name, ChangeQueuedMessages.name:
      .seconds(60)
    default: .seconds(20)
    }
  }

  private static func fault(for failure: ConnectionFailure, verb: String) -> Fault {
    switch failure.reason {
    case .refused:
      Fault(
        .unavailable, en: "the host agent is not running: nothing answers at \(failure.peer)",
        es: "el agente del equipo no está en marcha: nada responde en \(failure.peer)",
        hint: Text(
          en: "start it with `palomar up`, or `systemctl start palomar-agent` on a host",
          es: "arránquelo con `palomar up`, o con `systemctl start palomar-agent` en un servidor"))
    case .timedOut:
      Fault(
        .unavailable, en: "the host agent has not finished \(verb) in time",
        es: "el agente del equipo no ha terminado \(verb) a tiempo",
        hint: Text(en: "see what it says in its log", es: "vea lo que dice en su registro"))
    default:
      Fault(
        .unavailable, en: "the host agent ended the connection during \(verb) (\(failure.reason))",
        es: "el agente del equipo cortó la conexión durante \(verb) (\(failure.reason))",
        hint: Text(
          en: "see what it says in its log; only the control plane's own user may talk to it",
          es: "vea lo que dice en su registro; solo el usuario del plano de control puede hablarle"))
    }
  }
}
