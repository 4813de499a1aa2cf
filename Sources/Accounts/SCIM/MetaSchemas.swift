import MailFormats

/// The schemas of what describes the service itself (RFC 7643 §5–§7).
enum MetaSchemas {
  static let all = [provider, resourceType, schema]

  private static let core = "urn:ietf:params:scim:schemas:core:2.0"

  static let provider = SCIMSchema(
    id: "\(core):ServiceProviderConfig", name: "ServiceProviderConfig", summary: "What this service can",
    [
      SCIMAttribute("documentationUri", .reference(["external"]), "Where to read more").readOnly,
      feature("patch"),
      feature("bulk", number("maxOperations"), number("maxPayloadSize")),
      feature("filter", number("maxResults")),
      feature("changePassword"), feature("sort"), feature("etag"),
      SCIMAttribute(
        "authenticationSchemes",
        .complex([
          text("type"), text("name"), text("description"),
          SCIMAttribute("specUri", .reference(["external"]), "Its specification").readOnly,
          SCIMAttribute("documentationUri", .reference(["external"]), "Where to read more").readOnly,
        ]), "How to sign in"
      ).many.readOnly.required,
    ])

  static let resourceType = SCIMSchema(
    id: "\(core):ResourceType", name: "ResourceType", summary: "A kind of resource",
    [
      text("id"), text("name"), text("description"),
      SCIMAttribute("endpoint", .reference(["uri"]), "Where they are").readOnly.required.exact,
      SCIMAttribute("schema", .reference(["uri"]), "Its schema").readOnly.required.exact,
      SCIMAttribute(
        "schemaExtensions",
        .complex([
          SCIMAttribute("schema", .reference(["uri"]), "Its schema").readOnly.required.exact,
          SCIMAttribute("required", .boolean, "Whether it must be there").readOnly.required,
        ]), "What may be added"
      ).many.readOnly,
    ])

  static let schema = SCIMSchema(
    id: "\(core):Schema", name: "Schema", summary: "The attributes of a kind of resource",
    [text("id"), text("name"), text("description"), attributes(deep: 2)])

  /// Attributes have parts, and these have none.
  private static func attributes(deep: Int) -> SCIMAttribute {
    let own: [SCIMAttribute] = [
      text("name"), text("type"), flag("multiValued"), text("description"), flag("required"),
      text("canonicalValues").many, flag("caseExact"), text("mutability"), text("returned"), text("uniqueness"),
      text("referenceTypes").many,
    ]
    return SCIMAttribute(
      deep == 2 ? "attributes" : "subAttributes", .complex(deep == 2 ? own + [attributes(deep: 1)] : own),
      "Its attributes"
    ).many.readOnly
  }

  private static func feature(_ name: String, _ more: SCIMAttribute...) -> SCIMAttribute {
    SCIMAttribute(name, .complex([flag("supported").required] + more), "Whether there is \(name)").readOnly.required
  }

  private static func text(_ name: String) -> SCIMAttribute { SCIMAttribute(name, "Its \(name)").readOnly.exact }
  private static func flag(_ name: String) -> SCIMAttribute {
    SCIMAttribute(name, .boolean, "Whether \(name)").readOnly
  }
  private static func number(_ name: String) -> SCIMAttribute { SCIMAttribute(name, .integer, "Its \(name)").readOnly }
}
