import MailFormats

/// People and groups who get the mail to one address (RFC 7643 §4.2).
enum GroupSchema {
  static let group = SCIMSchema(
    id: "urn:ietf:params:scim:schemas:core:2.0:Group", name: "Group", summary: "People who get the mail to one address",
    [
      SCIMAttribute("displayName", "Its name; the address is made of the first one").required,
      SCIMAttribute(
        "members",
        .complex([
          SCIMAttribute("value", "The id of a user or a group").exact.with { $0.mutability = .immutable },
          SCIMAttribute("$ref", .reference(["User", "Group"]), "Where it is").exact.with { $0.mutability = .immutable },
          SCIMAttribute("type", "Which of both").of("User", "Group").with { $0.mutability = .immutable },
        ]), "Who is in it"
      ).many,
    ])
}
