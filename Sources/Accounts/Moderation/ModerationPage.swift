import Foundation
import Kernel
import MailModel
import Surface

/// The messages that wait for a group's owners, each with both decisions.
enum ModerationPage {
  static let pages: [ConsolePage] = [
    .show("/groups/{address}/posts", for: .signedIn) { request in .page(try await page(request)) },
    .submit("/groups/{address}/posts/release", for: .signedIn) { request in
      try await after("released", request) { address, id in
        _ = try await request.plane.perform(ReleasePost(address: address, id: id), as: request.principal())
      }
    },
    .submit("/groups/{address}/posts/refuse", for: .signedIn) { request in
      try await after("refused", request) { address, id in
        _ = try await request.plane.perform(RefusePost(address: address, id: id), as: request.principal())
      }
    },
  ]

  static func path(of group: Address) -> String { "\(GroupPage.path(of: group))/posts" }

  private static func after(
    _ done: String, _ request: PageRequest, _ work: (Address, QueueID) async throws -> Void
  ) async throws -> PageReply {
    let address = try Address(request.query["address", default: ""])
    return try await request.submitted(to: "\(path(of: address))?done=\(done)") {
      try await work(address, try QueueID(request.form["id", default: ""]))
    } otherwise: {
      try await page(request, $0)
    }
  }

  private static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let address = try Address(request.query["address", default: ""])
    let posts = try await request.plane.ask(
      ListHeldPosts(address: address, after: request.query["after"], limit: 50), as: principal)
    let forms = [
      ("release", ReleasePost.permission, Text(en: "Release", es: "Dejar pasar"), false),
      ("refuse", RefusePost.permission, Text(en: "Refuse", es: "Rechazar"), true),
    ].filter { principal.may($0.1, in: .account(address)) }
    let rows = posts.items.map { post -> any Sendable in
      let decisions = forms.map { verb, _, word, isDangerous -> any Sendable in
        ConsoleForm(
          "\(path(of: address))/\(verb)", [.hidden("id")], submit: word, isDangerous: isDangerous, isInline: true,
          values: ["id": post.id.text]
        ).data
      }
      return [
        "author": post.author, "subject": post.subject, "arrived": PageTime.text(post.arrived),
        "until": PageTime.text(post.until), "forms": decisions,
      ] as [String: any Sendable]
    }
    var data: [String: any Sendable] = [
      "posts": rows, "any": !rows.isEmpty, "next": posts.next.map { "?after=\(PagePath.escaped($0))" } ?? "",
    ]
    if let fault { data["problem"] = fault.message }
    var content = PageContent(
      Text(en: "Held for \(address)", es: "Retenidos para \(address)"), template, data,
      notice: fault == nil ? notice(request.query["done"]) : nil, status: fault == nil ? 200 : 422)
    content.trail = [.init(Text(verbatim: address.text), GroupPage.path(of: address))]
    return content
  }

  private static func notice(_ done: String?) -> Text? {
    switch done {
    case "released": Text(en: "The message goes to the group.", es: "El mensaje pasa al grupo.")
    case "refused": Text(en: "The message is refused.", es: "El mensaje queda rechazado.")
    default: nil
    }
  }

  private static let template = PageTemplate(
    "held-posts",
    texts: [
      "what": Text(
        en: "Messages of those who may not write to the group freely. The group's owners get each by mail, to read it; "
          + "whoever wrote is not told what becomes of it.",
        es:
          "Mensajes de quienes no pueden escribir libremente al grupo. Quienes lo cuidan reciben cada uno por correo, para "
          + "leerlo; a quien escribió no se le dice qué es de él."),
      "none": Text(en: "Nothing waits.", es: "No espera nada."), "from": Text(en: "From", es: "De"),
      "subject": Text(en: "Subject", es: "Asunto"), "since": Text(en: "Since", es: "Desde"),
      "until": Text(en: "Refused by itself", es: "Se rechaza por sí solo"),
      "decision": Text(en: "Decision", es: "Decisión"), "next": Text(en: "Next page", es: "Página siguiente"),
    ],
    """
    <p class="quiet">{{t.what}}</p>
    {{#problem}}<p class="message bad" role="alert">{{problem}}</p>{{/problem}}
    {{^any}}<p>{{t.none}}</p>{{/any}}
    {{#any}}<div class="card table"><table>
    <thead><tr><th scope="col">{{t.from}}</th><th scope="col">{{t.subject}}</th><th scope="col">{{t.since}}</th><th scope="col">{{t.until}}</th><th scope="col">{{t.decision}}</th></tr></thead>
    <tbody>
    {{#posts}}<tr><td>{{author}}</td><td>{{subject}}</td><td>{{arrived}}</td><td>{{until}}</td><td>{{#forms}}{{>form}}{{/forms}}</td></tr>
    {{/posts}}
    </tbody></table></div>{{/any}}
    {{#next}}<p class="pages"><a href="{{next}}">{{t.next}}</a></p>{{/next}}
    """)
}
