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
    switch error {
    case let fault as Fault:
      complain(fault.line(in: .spoken))
      exit(withError: ExitCodes.code(of: fault))
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
