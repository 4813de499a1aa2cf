import ArgumentParser
import Foundation
import MailModel
import Surface

extension GroupCommand {
  struct Posts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "List messages that wait for a group's owners.",
        es: "Enumera los mensajes que esperan a quien cuida un grupo."
      ),
      discussion: spoken(
        en: "Example: palomar group posts choir@example.org", es: "Ejemplo: palomar group posts coro@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      let posts = try await everyPage { try await client.ask(ListHeldPosts(address: address, after: $0)) }
      try output.show(posts) { posts in
        guard !posts.isEmpty else { return spoken(en: "Nothing waits.", es: "No espera nada.") }
        var table = Table(
          "ID", spoken(en: "FROM", es: "DE"), spoken(en: "SUBJECT", es: "ASUNTO"), spoken(en: "SINCE", es: "DESDE"))
        for post in posts { table.add(post.id.text, post.author, post.subject, post.arrived.formatted(.iso8601)) }
        return table.text
      }
    }
  }

  struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Let held messages go on to a group.", es: "Deja pasar mensajes retenidos a un grupo."),
      discussion: spoken(
        en: "Example: palomar group release choir@example.org 4XyZ8k3Lq2z1",
        es: "Ejemplo: palomar group release coro@example.org 4XyZ8k3Lq2z1"))
    @OptionGroup var which: HeldPostOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      for id in which.ids {
        let post = try await instance.client.perform(ReleasePost(address: which.address, id: id))
        try output.show(post) { spoken(en: "\($0.id) goes to \($0.group).", es: "\($0.id) pasa a \($0.group).") }
      }
    }
  }

  struct Refuse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Take held messages away.", es: "Retira mensajes retenidos."),
      discussion: spoken(
        en: "Whoever wrote them is not told. Example: palomar group refuse choir@example.org 4XyZ8k3Lq2z1",
        es: "Quien los escribió no recibe aviso. Ejemplo: palomar group refuse coro@example.org 4XyZ8k3Lq2z1"))
    @OptionGroup var which: HeldPostOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      for id in which.ids {
        let post = try await instance.client.perform(RefusePost(address: which.address, id: id))
        try output.show(post) { spoken(en: "\($0.id) is refused.", es: "\($0.id) queda rechazado.") }
      }
    }
  }
}

/// A group, and messages that wait for it.
struct HeldPostOptions: ParsableArguments {
  @Argument(transform: Address.init(_:)) var address: Address
  @Argument(
    help: ArgumentHelp(spoken(en: "As “group posts” shows them.", es: "Como los muestra «group posts».")),
    transform: QueueID.init(_:))
  var ids: [QueueID]
}
