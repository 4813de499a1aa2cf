import Kernel
import MailModel
import Surface

/// The domains, each with the way to its DNS records.
enum DomainsPage {
  static let page = ConsolePage.show(
    "/domains", for: .holders(of: ListDomains.permission),
    entry: .init(Text(en: "Domains", es: "Dominios"), order: 10, in: .service)
  ) { request in
    let domains = try await request.plane.ask(ListDomains(), as: request.principal())
    return .page(
      PageContent(
        Text(en: "Domains", es: "Dominios"), template,
        [
          "any": !domains.isEmpty,
          "domains": domains.map { domain -> any Sendable in
            [
              "name": domain.name.name, "path": "/domains/\(PagePath.escaped(domain.name.name))",
              "since": PageTime.text(domain.created),
            ] as [String: any Sendable]
          } as [any Sendable],
        ]))
  }

  private static let template = PageTemplate(
    "domains",
    texts: [
      "name": Text(en: "Domain", es: "Dominio"), "since": Text(en: "Since", es: "Desde"),
      "none": Text(
        en: "No domain is served yet: palomar domain add example.org",
        es: "Aún no hay ningún dominio en servicio: palomar domain add example.org"),
    ],
    """
    {{^any}}<p class="message due">{{t.none}}</p>{{/any}}
    {{#any}}<div class="card table"><table>
    <thead><tr><th scope="col">{{t.name}}</th><th scope="col">{{t.since}}</th></tr></thead>
    <tbody>
    {{#domains}}<tr><td><a href="{{path}}">{{name}}</a></td><td>{{since}}</td></tr>
    {{/domains}}
    </tbody></table></div>{{/any}}
    """)
}
