import ArgumentParser
import Foundation
import Kernel
import MailModel

/// What a command's exit says, as README and manual page document it.
package enum ExitCodes {
  /// The command looked, and what it found is not as it should be: a probe that failed, drift, a missing record.
  package static let foundWanting = ExitCode(1)
  /// A defect or an outage inside Palomar.
  package static let defect = ExitCode(2)

  /// What was asked for waits for a second person.
  package static let waiting = ExitCode(8)

  package static func code(of fault: Fault) -> ExitCode { code(of: fault.code) }

  private static func code(of code: Fault.Code) -> ExitCode {
    switch code {
    case .invalid: ExitCode(3)
    case .forbidden: ExitCode(4)
    case .notFound: ExitCode(5)
    case .conflict: ExitCode(6)
    case .unavailable: ExitCode(7)
    }
  }

  /// What every code means, in the order of the codes.
  package static let meanings: [(code: Int32, text: Text)] = [
    (0, Text(en: "done", es: "hecho")),
    (
      foundWanting.rawValue,
      Text(
        en:
          "looked, and found something that is not as it should be: a failed probe, drift, a wrong record, a service that is down",
        es:
          "se miró, y algo no está como debe: un sondeo fallido, una deriva, un registro equivocado, un servicio caído")
    ),
    (
      defect.rawValue,
      Text(
        en: "a failure inside Palomar; the line has the number under which its log tells more",
        es: "un fallo dentro de Palomar; la línea da el número con el que figura en el registro")
    ),
    (
      code(of: .invalid).rawValue,
      Text(
        en: "the request cannot be right: an address, a quota, a file with an error (with line and column)",
        es:
          "la petición no puede ser correcta: una dirección, una cuota, un fichero con un error (con línea y columna)")
    ),
    (code(of: .forbidden).rawValue, Text(en: "not permitted", es: "no está permitido")),
    (code(of: .notFound).rawValue, Text(en: "what it names does not exist", es: "lo que nombra no existe")),
    (code(of: .conflict).rawValue, Text(en: "contradicts what is there", es: "contradice lo que hay")),
    (
      code(of: .unavailable).rawValue,
      Text(en: "something that it needs does not answer", es: "algo que necesita no responde")
    ),
    (
      waiting.rawValue,
      Text(
        en: "not done yet: it waits for a second person's approval",
        es: "sin hacer aún: espera la aprobación de una segunda persona")
    ),
    (
      ExitCode.validationFailure.rawValue,
      Text(
        en: "the command line itself: an unknown option, a missing argument",
        es: "la propia línea de órdenes: una opción desconocida, un argumento que falta")
    ),
  ]
}

extension ParsableArguments {
  /// Ends the program with one clear line on standard error.
  package static func end(with error: any Error) -> Never {
    if let fault = Fault(within: error) {
      complain(fault.line(in: .spoken))
      exit(withError: ExitCodes.code(of: fault))
    }
    switch error {
    case let waiting as AwaitingApproval:
      complain("\(waiting.message(in: .spoken)). \(waiting.hint(in: .spoken))")
      exit(withError: ExitCodes.waiting)
    case let defect as DefectReport:
      complain(defect.message)
      exit(withError: ExitCodes.defect)
    case is ExitCode:
      exit(withError: error)
    default:
      end(withUsageOr: error)
    }
  }

  /// What the parser refuses, in its own words; what it was asked for, such as help; or a failure that nobody foresaw.
  private static func end(withUsageOr error: any Error) -> Never {
    switch exitCode(for: error) {
    case .success:
      exit(withError: error)
    case .validationFailure:
      let command = fullMessage(for: error).firstMatch(of: #/'([^']+) --help'/#)?.1 ?? "palomar"
      complain(
        spoken(
          en: "\(message(for: error)): see “\(command) --help”",
          es: "no se entiende la orden (\(message(for: error))): vea «\(command) --help»"))
      exit(withError: ExitCode.validationFailure)
    default:
      complain("\(error)")
      exit(withError: ExitCodes.defect)
    }
  }

  private static func complain(_ line: String) {
    let oneLine = line.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    FileHandle.standardError.write(Data("palomar: \(oneLine.joined(separator: " "))\n".utf8))
  }
}

extension Fault {
  /// The fault itself, or the one that an argument's `transform` threw: ArgumentParser carries it inside an error of
  /// its own that has no name outside, and would frame its words in English.
  package init?(within error: any Error, depth: Int = 4) {
    if let fault = error as? Fault {
      self = fault
      return
    }
    guard let found = Fault.search(Mirror(reflecting: error), depth: depth) else { return nil }
    self = found
  }

  private static func search(_ mirror: Mirror, depth: Int) -> Fault? {
    guard depth > 0 else { return nil }
    for child in mirror.children {
      if let fault = child.value as? Fault { return fault }
      if let fault = search(Mirror(reflecting: child.value), depth: depth - 1) { return fault }
    }
    return nil
  }
}
