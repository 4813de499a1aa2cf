import AgentProtocol
import Foundation
import Logging
import MailModel

/// Which handler answers which verb. One line of JSON in, one line of JSON out; nothing is thrown.
package struct VerbTable: Sendable {
  private typealias Handler = @Sendable (Data) async throws -> Data

  private var handlers: [String: Handler] = [:]
  private let logger: Logger

  package init(logger: Logger) {
    self.logger = logger
  }

  /// The names of the verbs that have a handler.
  package var names: [String] { handlers.keys.sorted() }

  package mutating func on<Verb: AgentVerb>(
    _ verb: Verb.Type, _ handle: @escaping @Sendable (Verb) async throws -> Verb.Reply
  ) {
    handlers[Verb.name] = { line in
      let request = try VerbTable.decode(AgentRequest<Verb>.self, from: line)
      return try JSONEncoder.line.encode(AgentReply.reply(try await handle(request.body)))
    }
  }

  package struct Answer: Sendable {
    /// The reply, without its line feed.
    package let line: Data
    /// The verb that was carried out; `nil` when it was refused.
    package let verb: String?
  }

  package func answer(_ line: Data) async -> Answer {
    do {
      let verb = try VerbTable.decode(AgentRequestHead.self, from: line).verb
      guard let handler = handlers[verb] else { throw VerbTable.unknown(verb) }
      return Answer(line: try await handler(line), verb: verb)
    } catch let fault as Fault {
      return Answer(line: VerbTable.encode(fault), verb: nil)
    } catch {
      return Answer(line: VerbTable.encode(outage(error)), verb: nil)
    }
  }

  package static func encode(_ fault: Fault) -> Data {
    // A fault is three strings: its encoding cannot fail, and an empty line would still end the request.
    (try? JSONEncoder.line.encode(AgentReply<Done>.fault(fault))) ?? Data()
  }

  private static func decode<Request: Decodable>(_ type: Request.Type, from line: Data) throws -> Request {
    do {
      return try JSONDecoder.line.decode(type, from: line)
    } catch let fault as Fault {
      throw fault
    } catch DecodingError.keyNotFound(let key, let context) {
      throw malformed(en: "“\(key.stringValue)” is missing", es: "falta «\(key.stringValue)»", at: context)
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
      throw malformed(en: "a value has the wrong type", es: "un valor es de otro tipo", at: context)
    } catch {
      throw malformed(en: "it is not JSON", es: "no es JSON", at: nil)
    }
  }

  private static func malformed(en: String, es: String, at context: DecodingError.Context?) -> Fault {
    let field = context.map { $0.codingPath.map(\.stringValue).joined(separator: ".") } ?? ""
    return Fault(
      .invalid, en: "the request cannot be read: \(en)", es: "la petición no se puede leer: \(es)",
      field: field.isEmpty ? nil : field)
  }

  private static func unknown(_ verb: String) -> Fault {
    Fault(
      .notFound, en: "the host agent does not know the verb “\(verb.prefix(60))”",
      es: "el agente del equipo no conoce el verbo «\(verb.prefix(60))»",
      hint: Text(
        en: "use the same version of palomar and palomar-agent", es: "use la misma versión de palomar y palomar-agent"))
  }

  /// What is not worded for a reader goes to the log, and its reference number to the caller.
  private func outage(_ error: any Error) -> Fault {
    let reference = UInt32.random(in: 0x1000_0000...UInt32.max)
    let number = String(reference, radix: 16)
    logger.error("outage", metadata: ["reference": "\(number)", "error": "\(error)"])
    return Fault(
      .unavailable, en: "the host agent failed (reference \(number))",
      es: "el agente del equipo falló (referencia \(number))",
      hint: Text(en: "its log tells more", es: "su registro dice más"))
  }
}

extension JSONEncoder {
  /// As on the wire: sorted keys, dates as seconds since 2001 like the decoder's, no line feeds.
  static var line: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}

extension JSONDecoder {
  static var line: JSONDecoder { JSONDecoder() }
}
