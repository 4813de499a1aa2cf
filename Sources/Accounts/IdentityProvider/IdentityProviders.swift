import Kernel
import MailModel
import Surface

/// Sign-in to the console with the organisation's own identity provider (OpenID Connect).
package let identityProvider = Capability(
  "identity provider",
  migrations: [IdentityProvider.migration],
  doors: [
    .query(ShowIdentityProvider.self), .action(SetIdentityProvider.self), .action(RemoveIdentityProvider.self),
    .inspection(CheckIdentityProvider.self),
  ],
  documentSection: identityProviderSection,
  commands: [IdentityCommand.self],
  pages: ProviderSignInPage.pages
)

/// `identityProviders:` of the service file, a list of one at most. The client's secret is not in it: it goes in with the
/// command, and stays while issuer and client ID do.
let identityProviderSection = DocumentSection(
  key: "identityProviders",
  schema: """
    {"type": "array", "maxItems": 1, "items": {"type": "object", "additionalProperties": false,
      "required": ["issuer", "clientID"], "properties": {
      "issuer": {"type": "string", "examples": ["https://id.example.org"]}, "clientID": {"type": "string"},
      "claim": {"type": "string", "examples": ["email"]}, "domains": {"type": "array", "items": {"type": "string"}},
      "label": {"type": "string"}, "required": {"enum": ["yes", "no"]}}}}
    """,
  export: { db in
    .list(
      try IdentityProvider.find(in: db).map { provider in
        [
          .fields([
            "issuer": .text(provider.issuer), "clientID": .text(provider.clientID), "claim": .text(provider.claim),
            "domains": .list(provider.domains.map { .text($0.name) }), "label": .text(provider.label),
            "required": .text(provider.isRequired ? "yes" : "no"),
          ])
        ]
      } ?? [])
  },
  changes: { node, db in
    let present = try IdentityProvider.find(in: db)
    let lines = try node.list()
    guard let line = lines.first else {
      return present.map { [DocumentChange(.remove, "identity provider \($0.issuer)", RemoveIdentityProvider())] }
        ?? []
    }
    guard lines.count == 1 else {
      throw lines[1].fault(
        en: "there is one identity provider at most", es: "como mucho hay un proveedor de identidad")
    }
    let action = try SetIdentityProvider(line)
    let wanted: IdentityProvider
    do throws(Fault) { wanted = try action.applied(to: present) } catch { throw line.fault(error) }
    guard wanted != present else { return [] }
    return [DocumentChange(present == nil ? .add : .change, "identity provider \(wanted.issuer)", action)]
  }
)

extension SetIdentityProvider {
  /// What the file leaves out has its usual value, whatever is there now.
  init(_ node: DocumentNode) throws(Fault) {
    let fields = try node.fields(["issuer", "clientID", "claim", "domains", "label", "required"])
    guard let issuer = try fields["issuer"]?.text(), let clientID = try fields["clientID"]?.text() else {
      throw node.fault(
        en: "an identity provider needs issuer and clientID", es: "un proveedor de identidad necesita issuer y clientID"
      )
    }
    self.init()
    self.issuer = issuer
    self.clientID = clientID
    claim = try fields["claim"]?.text() ?? "email"
    domains = []
    for domain in try fields["domains"]?.list() ?? [] { domains?.append(try domain.value(DomainName.init(_:))) }
    label = try fields["label"]?.text() ?? IdentityProviderURL.host(issuer)
    isRequired = try fields["required"]?.value(YesOrNo.parse) ?? false
  }
}
