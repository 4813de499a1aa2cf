/// How root on the host says that a change is to be made without the second person that the rules demand. Only the
/// control socket knows it.
package enum BreakingGlass {
  /// The environment variable from which the command line takes it.
  package static let variable = "PALOMAR_BREAK_GLASS"
  static let header = "Palomar-Break-Glass"
  static let yes = "yes"

  static func isAsked(in environment: [String: String]) -> Bool { environment[variable] == yes }
}
