import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import MailModel
import Synchronization

/// Requests with a number of the client's own, in `Idempotency-Key`: the second of them changes nothing, and is answered
/// as the first was (decision 55).
struct Idempotency: Sendable {
  let plane: ControlPlane
  private let running = Running()

  static let header = "Idempotency-Key"
  /// On an answer that is the first one's.
  static let replayed = "Idempotency-Replayed"
  static let form = TextForm(pattern: #"^("[!#-~]{1,200}"|[!#-~]{1,200})$"#)

  init(plane: ControlPlane) {
    self.plane = plane
  }

  /// `carryOut` gets what keeps its answer; it is not called where there is an answer already.
  func once(
    _ number: String, of credential: Secret, fingerprint: String,
    _ carryOut: (Receipt) async throws -> DoorAnswer
  ) async throws -> (answer: DoorAnswer, isReplayed: Bool) {
    let key = ReceiptKey(credential: credential, number: try Self.checked(number))
    try running.begin(key.id)
    defer { running.end(key.id) }
    let now = plane.now
    if let known = try await plane.store.read({ try ReceiptBook(db: $0).find(key, at: now()) }) {
      guard known.fingerprint == fingerprint else { throw Self.otherRequest }
      return (DoorAnswer(data: known.answer), true)
    }
    return (try await carryOut(.kept(under: key, fingerprint: fingerprint, at: now)), false)
  }

  /// Of what makes two requests the same one.
  static func fingerprint(_ method: HTTPRequest.Method, _ target: String, _ body: Data) -> String {
    var hash = SHA256()
    hash.update(data: Data("\(method.rawValue) \(target)\n".utf8))
    hash.update(data: body)
    return Data(hash.finalize()).base64EncodedString()
  }

  /// The field is a text in quotes (RFC 9651 §3.3.3); without them it is taken as well.
  private static func checked(_ number: String) throws -> String {
    let isQuoted = number.count > 1 && number.hasPrefix("\"") && number.hasSuffix("\"")
    let text = isQuoted ? String(number.dropFirst().dropLast()) : number
    guard (1...200).contains(text.utf8.count),
      text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\"") })
    else {
      throw Malformed(
        fault: Fault(
          .invalid, en: "\(header) is not 1 to 200 visible characters",
          es: "\(header) no son de 1 a 200 caracteres visibles",
          hint: Text(en: "send a UUID", es: "envíe un UUID"), field: header))
    }
    return text
  }

  private static var otherRequest: Fault {
    Fault(
      .invalid, en: "another request came with this \(header)", es: "otra petición llegó con este \(header)",
      hint: Text(en: "take a new one for each change", es: "use uno nuevo para cada cambio"), field: header)
  }
}

/// The numbers of requests that are being carried out. After a crash none is: what was not committed did not happen.
private final class Running: Sendable {
  private let ids = Mutex<Set<String>>([])

  func begin(_ id: String) throws(Fault) {
    guard ids.withLock({ $0.insert(id).inserted }) else {
      throw Fault(
        .conflict, en: "the same request is being carried out", es: "la misma petición se está llevando a cabo",
        hint: Text(en: "send it again in a moment", es: "reenvíela dentro de un momento"), field: Idempotency.header)
    }
  }

  func end(_ id: String) {
    _ = ids.withLock { $0.remove(id) }
  }
}
