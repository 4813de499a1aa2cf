import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

struct ReviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract: spoken(en: "Looking over who has access to what.", es: "Revisar quién tiene acceso a qué."),
    discussion: spoken(
      en: "Example: palomar review add 'Autumn 2026' --reviewer eva@example.org --due 2026-12-01",
      es: "Ejemplo: palomar review add 'Otoño de 2026' --reviewer eva@example.org --due 2026-12-01"),
    subcommands: [
      List.self, Show.self, Add.self, Set.self, Remove.self, Decide.self, Close.self, Export.self,
    ])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List the reviews.", es: "Enumera las revisiones."),
      discussion: spoken(en: "Example: palomar review list", es: "Ejemplo: palomar review list"))
    @Option(
      help: ArgumentHelp(spoken(en: "Only those that this account reviews.", es: "Solo las que revisa esta cuenta.")),
      transform: Address.init(_:))
    var reviewer: Address?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      let reviews = try await everyPage { after in
        guard let reviewer else { return try await client.ask(ListReviews(after: after)) }
        return try await client.ask(ListOwnReviews(address: reviewer, after: after))
      }
      try output.show(reviews) { reviews in
        var table = Table(
          "ID", spoken(en: "TITLE", es: "TÍTULO"), spoken(en: "WHERE", es: "DÓNDE"), spoken(en: "DUE", es: "VENCE"),
          spoken(en: "DECIDED", es: "DECIDIDO"), spoken(en: "CLOSED", es: "CERRADA"))
        for review in reviews {
          table.add(
            "\(review.id)", review.title, review.scope.text, review.due.formatted(.iso8601),
            "\(review.decided)/\(review.items)", review.closed?.formatted(.iso8601) ?? "—")
        }
        return table.text
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Show a review with everything that was decided.", es: "Muestra una revisión con todo lo que se decidió."),
      discussion: spoken(en: "Example: palomar review show 3", es: "Ejemplo: palomar review show 3"))
    @OptionGroup var review: ReviewNumber
    @Option(
      help: ArgumentHelp(spoken(en: "As this reviewer sees it.", es: "Como la ve esta persona que revisa.")),
      transform: Address.init(_:))
    var reviewer: Address?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      let evidence =
        if let reviewer {
          try await client.ask(ShowOwnReview(address: reviewer, id: review.id))
        } else {
          try await client.ask(ShowReview(id: review.id))
        }
      try output.show(evidence, people: \.text)
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Begin a review.", es: "Empieza una revisión."),
      discussion: spoken(
        en: """
          Its reviewers are told by mail, again every three days and on the last one. Whatever is revoked ends at once.
          Example: palomar review add 'Autumn 2026' --reviewer eva@example.org luis@example.org --due 2026-12-01 --kind role token
          """,
        es: """
          A quienes revisan se les avisa por correo, de nuevo cada tres días y el último. Lo que se retira termina enseguida.
          Ejemplo: palomar review add 'Otoño de 2026' --reviewer eva@example.org luis@example.org --due 2026-12-01 --kind role token
          """))
    @Argument(help: ArgumentHelp(spoken(en: "What it is called.", es: "Cómo se llama."))) var title: String
    @Option(
      parsing: .upToNextOption, help: ArgumentHelp(spoken(en: "Who decides.", es: "Quién decide.")),
      transform: Address.init(_:))
    var reviewer: [Address]
    @Option(help: ArgumentHelp(spoken(en: "When it ends.", es: "Cuándo termina.")), transform: moment) var due: Date
    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp(
        spoken(
          en: "Some of role, group, shared, delegation, token, app-password. Default: all.",
          es: "Algunos de role, group, shared, delegation, token, app-password. Por omisión, todos.")))
    var kind: [String] = []
    @OptionGroup var place: PlaceOption
    @Option(
      help: ArgumentHelp(
        spoken(
          en: "keep or revoke: what becomes of the undecided then. Default: keep.",
          es: "keep o revoke: qué pasa entonces con lo no decidido. Por omisión, keep.")))
    var undecided: Review.Undecided?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let made = try await instance.client.perform(
        AddReview(
          title: title, reviewers: reviewer, due: due, kinds: kind.isEmpty ? nil : kind, domain: place.domain,
          undecided: undecided))
      try output.show(made) {
        spoken(
          en: "Review \($0.id) begun: \($0.items) accesses to look over.",
          es: "Revisión \($0.id) empezada: \($0.items) accesos que mirar.")
      }
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Change a review that is open.", es: "Cambia una revisión abierta."),
      discussion: spoken(
        en: """
          From then on it is yours: what its reviewers revoke is taken away in your name.
          Example: palomar review set 3 --due 2027-02-28 --reviewer eva@example.org
          """,
        es: """
          Desde entonces es suya: lo que retiren quienes revisan se quita en su nombre.
          Ejemplo: palomar review set 3 --due 2027-02-28 --reviewer eva@example.org
          """))
    @OptionGroup var review: ReviewNumber
    @Option(help: ArgumentHelp(spoken(en: "What it is called.", es: "Cómo se llama."))) var title: String?
    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp(
        spoken(en: "Who decides, instead of those until now.", es: "Quién decide, en vez de quienes lo hacían.")),
      transform: Address.init(_:))
    var reviewer: [Address] = []
    @Option(help: ArgumentHelp(spoken(en: "When it ends.", es: "Cuándo termina.")), transform: moment) var due: Date?
    @Option(
      help: ArgumentHelp(
        spoken(
          en: "keep or revoke: what becomes of the undecided then.",
          es: "keep o revoke: qué pasa entonces con lo no decidido.")))
    var undecided: Review.Undecided?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let changed = try await instance.client.perform(
        ChangeReview(
          id: review.id, title: title, reviewers: reviewer.isEmpty ? nil : reviewer, due: due, undecided: undecided))
      try output.show(changed) {
        spoken(
          en: "Review \($0.id) is due on \($0.due.formatted(.iso8601)).",
          es: "La revisión \($0.id) vence el \($0.due.formatted(.iso8601)).")
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Take a review back in which nothing is decided yet.",
        es: "Retira una revisión en la que aún no se ha decidido nada."),
      discussion: spoken(en: "Example: palomar review remove 3", es: "Ejemplo: palomar review remove 3"))
    @OptionGroup var review: ReviewNumber
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.perform(RemoveReview(id: review.id))) {
        spoken(en: "Review \($0.id) removed.", es: "Revisión \($0.id) eliminada.")
      }
    }
  }

  struct Decide: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Keep or revoke what a review looks over.", es: "Mantiene o retira lo que mira una revisión."),
      discussion: spoken(
        en: "Example: palomar review decide 3 revoke --items 4 7 --reason 'left the team'",
        es: "Ejemplo: palomar review decide 3 revoke --items 4 7 --reason 'dejó el equipo'"))
    @OptionGroup var review: ReviewNumber
    @Argument(help: ArgumentHelp(spoken(en: "keep or revoke", es: "keep o revoke"))) var decision: ReviewItem.Decision
    @Option(
      parsing: .upToNextOption, help: ArgumentHelp(spoken(en: "Their numbers.", es: "Sus números.")))
    var items: [Int]
    @Option(help: ArgumentHelp(spoken(en: "Why.", es: "Por qué."))) var reason: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let done = try await instance.client.perform(
        DecideReview(id: review.id, items: items, decision: decision, reason: reason))
      try output.show(done, people: \.table)
    }
  }

  struct Close: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "End a review now.", es: "Termina una revisión ahora."),
      discussion: spoken(en: "Example: palomar review close 3", es: "Ejemplo: palomar review close 3"))
    @OptionGroup var review: ReviewNumber
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.perform(CloseReview(id: review.id))) {
        spoken(en: "Review \($0.id) ends now.", es: "La revisión \($0.id) termina ahora.")
      }
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Write a review as CSV, for whoever keeps the evidence.",
        es: "Escribe una revisión en CSV, para quien guarda la prueba."),
      discussion: spoken(
        en: "As JSON: palomar review show 3 --json. Example: palomar review export 3 > review-3.csv",
        es: "En JSON: palomar review show 3 --json. Ejemplo: palomar review export 3 > revision-3.csv"))
    @OptionGroup var review: ReviewNumber
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      print(try await instance.client.ask(ShowReview(id: review.id)).csv, terminator: "")
    }
  }
}

extension Review.Undecided: ExpressibleByArgument {}
extension ReviewItem.Decision: ExpressibleByArgument {}

struct ReviewNumber: ParsableArguments {
  @Argument(help: ArgumentHelp(spoken(en: "The review's number.", es: "El número de la revisión."))) var id: Int64
}
