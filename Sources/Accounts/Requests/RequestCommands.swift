import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

struct RequestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request",
    abstract: spoken(
      en: "What waits for somebody else's approval.", es: "Lo que espera la aprobación de otra persona."),
    discussion: spoken(
      en: "Example: palomar request approve 7 --comment 'as agreed on Monday'",
      es: "Ejemplo: palomar request approve 7 --comment 'según lo acordado el lunes'"),
    subcommands: [
      List.self, Show.self, Add.self, Choices.self, Approve.self, Deny.self, Withdraw.self,
    ])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List the requests.", es: "Enumera las peticiones."),
      discussion: spoken(
        en: "Example: palomar request list --state waiting", es: "Ejemplo: palomar request list --state waiting"))
    @Option(
      help: ArgumentHelp(
        spoken(
          en: "Only waiting, approved, denied, withdrawn or expired ones.",
          es: "Solo las waiting, approved, denied, withdrawn o expired.")))
    var state: ChangeRequest.State?
    @Option(
      help: ArgumentHelp(spoken(en: "Only this account's.", es: "Solo las de esta cuenta.")),
      transform: Address.init(_:))
    var author: Address?
    @Option(
      help: ArgumentHelp(
        spoken(
          en: "Only those that wait for this account's own answer: for its mailbox, for groups that it owns.",
          es: "Solo las que esperan la respuesta de esta cuenta: por su buzón, por los grupos que cuida.")),
      transform: Address.init(_:))
    var to: Address?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      let requests = try await everyPage { after in
        if let to { return try await client.ask(ListRequestsToAnswer(address: to, after: after)) }
        guard let author else { return try await client.ask(ListRequests(state: state, after: after)) }
        return try await client.ask(ListOwnRequests(address: author, after: after))
      }
      let shown = requests.filter { state == nil || $0.state == state }
      try output.show(shown) { requests in
        var table = Table(
          "ID", spoken(en: "STATE", es: "ESTADO"), spoken(en: "ACTION", es: "ACCIÓN"), spoken(en: "WHERE", es: "DÓNDE"),
          spoken(en: "BY", es: "POR"), spoken(en: "UNTIL", es: "HASTA"), spoken(en: "REASON", es: "MOTIVO"))
        for request in requests {
          table.add(
            "\(request.id)", request.state(at: Date()).name(in: .spoken), request.action, request.scope.text,
            request.author, request.expires.formatted(.iso8601), request.reason ?? "")
        }
        return table.text
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Show a request, and what it would change.", es: "Muestra una petición, y lo que cambiaría."),
      discussion: spoken(en: "Example: palomar request show 7", es: "Ejemplo: palomar request show 7"))
    @OptionGroup var request: RequestNumber
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.ask(ShowRequest(id: request.id))) { $0.lines(at: Date()) }
    }
  }

  struct Approve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Approve somebody else's request, and carry it out.",
        es: "Aprueba la petición de otra persona y la ejecuta."),
      discussion: spoken(
        en: """
          Look at it first: palomar request show. If what it would change has changed meanwhile, it has to be looked at again.
          Example: palomar request approve 7
          """,
        es: """
          Mírela antes: palomar request show. Si lo que cambiaría ha cambiado entretanto, hay que mirarla de nuevo.
          Ejemplo: palomar request approve 7
          """))
    @OptionGroup var request: RequestNumber
    @OptionGroup var comment: CommentOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let done = try await instance.client.perform(ApproveRequest(id: request.id, comment: comment.comment))
      try output.show(done) {
        spoken(en: "Request \($0.id) approved and carried out.", es: "Petición \($0.id) aprobada y ejecutada.")
      }
    }
  }

  struct Deny: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Deny somebody else's request.", es: "Deniega la petición de otra persona."),
      discussion: spoken(
        en: "Example: palomar request deny 7 --comment 'not before the audit'",
        es: "Ejemplo: palomar request deny 7 --comment 'no antes de la auditoría'"))
    @OptionGroup var request: RequestNumber
    @OptionGroup var comment: CommentOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let done = try await instance.client.perform(DenyRequest(id: request.id, comment: comment.comment))
      try output.show(done) { spoken(en: "Request \($0.id) denied.", es: "Petición \($0.id) denegada.") }
    }
  }

  struct Withdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Take one's own request back.", es: "Retira la petición propia."),
      discussion: spoken(en: "Example: palomar request withdraw 7", es: "Ejemplo: palomar request withdraw 7"))
    @OptionGroup var request: RequestNumber
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let done = try await instance.client.perform(WithdrawRequest(id: request.id))
      try output.show(done) { spoken(en: "Request \($0.id) withdrawn.", es: "Petición \($0.id) retirada.") }
    }
  }
}

extension ChangeRequest.State: ExpressibleByArgument {}

struct RequestNumber: ParsableArguments {
  @Argument(help: ArgumentHelp(spoken(en: "The request's number.", es: "El número de la petición."))) var id: Int64
}

struct CommentOption: ParsableArguments {
  @Option(help: ArgumentHelp(spoken(en: "A word for its author.", es: "Unas palabras para quien la hizo.")))
  var comment: String?
}
