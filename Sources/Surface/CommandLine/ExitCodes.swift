import ArgumentParser
import Foundation
import MailModel

/// What a command's exit says, as README and manual page document it.
package enum ExitCodes {
  /// The command looked, and what it found is not as it should be: a probe that failed, drift, a missing record.
  package static let foundWanting = ExitCode(1)
  /// A defect or an outage inside Palomar.
  package static let defect = ExitCode(2)

  package static func code(of fault: Fault) -> ExitCode {
    switch fault.code {
    case .invalid: ExitCode(3)
    case .forbidden: ExitCode(4)
    case .notFound: ExitCode(5)
    case .conflict: ExitCode(6)
    case .unavailable: ExitCode(7)
    }
  }
}

extension ParsableArguments {
  /// Ends the program with one clear line on standard error.
  package static func end(with error: any Error) -> Never {
    if let fault = Fault(within: error) {
      complain(fault.line(in: .spoken))
      exit(withError: ExitCodes.code(of: fault))
    }
    switch error {
    case let defect as DefectReport:
      complain(defect.message)
      exit(withError: ExitCodes.defect)
    default:
      exit(withError: error)
    }
  }

  private static func complain(_ line: String) {
    FileHandle.standardError.write(Data("palomar: \(line)\n".utf8))
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
