import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

/// The file that a command is about.
struct ServiceFileOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      spoken(
        en: "A service file in YAML; - is standard input. Without one: the settings as they stand.",
        es: "Un fichero de servicio en YAML; - es la entrada estándar. Sin él: los ajustes tal como están."),
      valueName: "file.yaml"))
  var file: String?

  var isStandardInput: Bool { file == "-" }

  func text() throws -> String? {
    guard let file else { return nil }
    guard
      let data = isStandardInput ? try FileHandle.standardInput.readToEnd() : FileManager.default.contents(atPath: file)
    else {
      throw Fault(
        .notFound, en: "\(file) cannot be read", es: "no se puede leer \(file)",
        hint: Text(en: "write one with “palomar export > \(file)”", es: "cree uno con «palomar export > \(file)»"))
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw Fault(
        .invalid, en: "\(file) is not UTF-8 text", es: "\(file) no es texto UTF-8",
        hint: Text(en: "save it as UTF-8", es: "guárdelo como UTF-8"))
    }
    return text
  }
}

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: spoken(
      en: "Show what applying would change; change nothing.", es: "Muestra qué cambiaría al aplicar; no cambia nada."),
    discussion: spoken(
      en: "Examples: palomar plan\n          palomar export > service.yaml; edit it; palomar plan service.yaml",
      es: "Ejemplos: palomar plan\n          palomar export > service.yaml; edítelo; palomar plan service.yaml"))
  @OptionGroup var source: ServiceFileOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    let plan = try await instance.client.inspect(PlanRollout(document: try source.text()))
    try output.show(plan) { $0.text(in: .spoken) }
  }
}

struct ApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: spoken(
      en: "Bring the settings, or a service file, to the host.",
      es: "Lleva los ajustes, o un fichero de servicio, al equipo."),
    discussion: spoken(
      en: """
        Shows the plan, asks, and follows the rollout to its end. A program that refuses the configuration, a service \
        that does not come up and a probe that fails end with the previous generation serving, and with exit code 1.
        Examples: palomar apply --yes
                  palomar apply service.yaml
        """,
      es: """
        Muestra el plan, pregunta, y sigue el despliegue hasta el final. Un programa que rechaza la configuración, un \
        servicio que no arranca y una prueba que falla acaban con la generación anterior en servicio y código 1.
        Ejemplos: palomar apply --yes
                  palomar apply service.yaml
        """))
  @Flag(help: ArgumentHelp(spoken(en: "Do not ask.", es: "No pregunta."))) var yes = false
  @OptionGroup var source: ServiceFileOptions
  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    let client = instance.client
    let document = try source.text()
    let plan = try await client.inspect(PlanRollout(document: document))
    print(plan.text(in: .spoken))
    guard !plan.isEmpty else { return }
    try confirm()
    guard let generation = try await apply(document, plan, client) else {
      return print(
        spoken(en: "Applied; the configuration stays as it is.", es: "Aplicado; la configuración no cambia."))
    }
    try await RolloutProgress(client).print(generation.number)
  }

  /// The generation that brings the changes to the host; `nil` when none is needed.
  private func apply(_ document: String?, _ plan: RolloutPlan, _ client: ControlClient) async throws -> Generation? {
    if let document, let made = try await client.perform(ApplyDocument(document: document)).generation { return made }
    guard !plan.hosts.isEmpty else { return nil }
    return try await client.perform(ApplyRollout(reason: "applied by hand"))
  }

  private func confirm() throws {
    guard !yes else { return }
    guard isatty(STDIN_FILENO) == 1, !source.isStandardInput else {
      throw Fault(
        .invalid, en: "nothing was applied, for there is no terminal to ask on",
        es: "no se ha aplicado nada, pues no hay terminal donde preguntar",
        hint: Text(en: "say --yes", es: "use --yes"))
    }
    print(spoken(en: "Apply this? [y/N] ", es: "¿Aplicarlo? [s/N] "), terminator: "")
    fflush(nil)
    guard ["y", "yes", "s", "si", "sí"].contains(readLine()?.trimmingCharacters(in: .whitespaces).lowercased() ?? "")
    else {
      print(spoken(en: "Nothing was applied.", es: "No se ha aplicado nada."))
      throw ExitCodes.foundWanting
    }
  }
}

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: spoken(
      en: "Write the present state as a service file.", es: "Escribe el estado actual como fichero de servicio."),
    discussion: spoken(
      en: "It holds no passwords. Example: palomar export > service.yaml",
      es: "No contiene contraseñas. Ejemplo: palomar export > service.yaml"))
  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    print(try await instance.client.ask(ExportDocument()).document, terminator: "")
  }
}

struct SchemaCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: spoken(
      en: "Write the JSON Schema of the service file.", es: "Escribe el esquema JSON del fichero de servicio."),
    discussion: spoken(
      en: "Editors check a file with it as you type. Example: palomar schema > service.schema.json",
      es: "Los editores comprueban con él lo que se escribe. Ejemplo: palomar schema > service.schema.json"))
  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    print(try await instance.client.ask(ShowSchema()).schema)
  }
}

extension RolloutPlan {
  package func text(in language: Language) -> String {
    guard !isEmpty else { return Text(en: "nothing to do", es: "nada que hacer")(in: language) }
    let title = Text(en: "Model:", es: "Modelo:")(in: language)
    let changes =
      model.isEmpty ? [] : [([title] + model.map { "  \($0.kind.rawValue) \($0.line)" }).joined(separator: "\n")]
    let files = hosts.map { host in
      let title = Text(en: "Files on \(host.host):", es: "Ficheros en \(host.host):")(in: language)
      return ([title] + host.files.map(\.text)).joined(separator: "\n")
    }
    return (changes + files).joined(separator: "\n\n")
  }
}
