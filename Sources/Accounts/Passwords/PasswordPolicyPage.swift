import Kernel
import MailModel
import Surface

/// What is asked of passwords beyond that they are hard to guess.
enum PasswordPolicyPage {
  static let path = "/password-policy"

  static let pages: [ConsolePage] = [
    .show(
      path, for: .holders(of: ShowPasswordPolicy.permission),
      entry: .init(Text(en: "Password policy", es: "Política de contraseñas"), order: 66)
    ) { request in .page(try await page(request)) },
    .submit(path, for: .holders(of: ChangePasswordPolicy.permission)) { request in
      try await request.submitted(to: "\(path)?done=changed") {
        let change = ChangePasswordPolicy(
          leakedList: request.chosen("leakedList") ?? "", linkMinutes: try request.number("linkMinutes"))
        _ = try await request.plane.perform(
          change, as: request.principal(), if: request.unchanged(ShowPasswordPolicy()))
      } otherwise: {
        try await page(request, $0)
      }
    },
  ]

  private static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let policy = try await request.plane.ask(ShowPasswordPolicy(), as: principal)
    let facts = [
      PageFact(
        Text(en: "Every password", es: "Toda contraseña"),
        Text(
          en: "must be hard to guess: common words, names, dates and keyboard rows count little",
          es: "debe ser difícil de adivinar: palabras corrientes, nombres, fechas y filas del teclado cuentan poco")),
      PageFact(
        Text(en: "Leaked passwords", es: "Contraseñas filtradas"),
        policy.leakedList.map { Text(en: "none of those in \($0)", es: "ninguna de las de \($0)") }
          ?? Text(en: "no list is searched", es: "no se busca en ninguna lista")),
      PageFact(
        Text(en: "A link for a new password holds for", es: "Un enlace para una contraseña nueva vale"),
        "\(policy.linkMinutes) min"),
    ]
    let forms =
      principal.may(ChangePasswordPolicy.permission, in: .everything)
      ? [
        ConsoleForm(
          path, fields, submit: Text(en: "Save", es: "Guardar"), seen: try request.seen(policy, after: fault)
        ).filled(
          ["leakedList": policy.leakedList ?? "", "linkMinutes": "\(policy.linkMinutes)"], request, fault)
      ] : []
    return .object(Text(en: "Password policy", es: "Política de contraseñas"), facts, forms, fault: fault, request)
  }

  private static let fields = [
    FormField(
      "leakedList", .text,
      Text(en: "File of leaked passwords on the host", es: "Fichero de contraseñas filtradas en el equipo"),
      hint: Text(
        en: "Sorted SHA-1 hashes, as Have I Been Pwned’s downloader writes them; empty for none.",
        es: "Resúmenes SHA-1 ordenados, como los escribe el descargador de Have I Been Pwned; vacío si no hay."),
      isRequired: false),
    FormField(
      "linkMinutes", .number,
      Text(
        en: "Minutes that a link for a new password holds", es: "Minutos que vale un enlace para una contraseña nueva")),
  ]
}
