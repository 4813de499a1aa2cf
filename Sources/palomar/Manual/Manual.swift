import ArgumentParser
import Surface

/// Writes the manual page; “make man” puts it where man(1) finds it.
struct Manual: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: spoken(en: "Write the manual page.", es: "Escribe la página de manual."), shouldDisplay: false)

  func run() throws {
    print(ManualPage(program: try .of(Palomar.self)).text, terminator: "")
  }
}
