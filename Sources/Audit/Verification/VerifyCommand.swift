import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: spoken(
      en: "Prove that no entry was altered, or say which.", es: "Prueba que no se alteró nada, o dice qué."),
    discussion: spoken(
      en: """
        Ends with 1 when something is wrong. What was cut off at the end, or written anew from some entry on, only an \
        anchor shows. Example: palomar journal verify --anchor /media/usb/palomar.seals
        """,
      es: """
        Termina con 1 si algo no está bien. Lo que se cortó al final, o se reescribió desde una entrada, solo lo muestra \
        un ancla. Ejemplo: palomar journal verify --anchor /media/usb/palomar.seals
        """))
  @Option(
    help: ArgumentHelp(
      spoken(
        en: "A copy of what an anchor holds, or an extract of syslog; may be repeated.",
        es: "Una copia de lo que guarda un ancla, o un extracto de syslog; se puede repetir."),
      valueName: "file"))
  var anchor: [String] = []
  @OptionGroup var output: OutputOptions
  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    let copies = try anchor.map { VerifyJournal.Copy(name: $0, text: try Self.read($0)) }
    let report = try await instance.client.inspect(VerifyJournal(copies: copies), within: .seconds(3_600))
    try output.show(report) { $0.text(in: .spoken) }
    guard report.ok else { throw ExitCodes.foundWanting }
  }

  private static func read(_ path: String) throws -> String {
    do {
      return String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    } catch {
      throw Fault(
        .notFound, en: "\(path) cannot be read", es: "no se puede leer \(path)",
        hint: Text(
          en: "name a file with the seals of an anchor", es: "indique un fichero con los sellos de un ancla"))
    }
  }
}
