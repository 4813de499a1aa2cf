import MailFormats

/// A person as SCIM has one (RFC 7643 §4.1), as far as a mail service has a use for it; what it has none for is kept and
/// shown again (§3.3 leaves that to the server).
enum UserSchema {
  static let user = SCIMSchema(
    id: "urn:ietf:params:scim:schemas:core:2.0:User", name: "User", summary: "Somebody with a mailbox",
    [
      SCIMAttribute("userName", "The address of the mailbox; it never changes").required.with {
        $0.mutability = .immutable
        $0.uniqueness = "server"
        $0.returned = "always"
      },
      SCIMAttribute("active", .boolean, "Whether mail is received and sign-in is possible").required,
      SCIMAttribute("displayName", "The name on the mailbox"),
      SCIMAttribute(
        "name",
        .complex([
          SCIMAttribute("formatted", "The whole name"), SCIMAttribute("familyName", "The family name"),
          SCIMAttribute("givenName", "The given name"), SCIMAttribute("middleName", "The middle names"),
          SCIMAttribute("honorificPrefix", "As Dr."), SCIMAttribute("honorificSuffix", "As III"),
        ]), "The parts of the name"),
      SCIMAttribute("password", "The password of the mailbox").exact.with {
        $0.mutability = .writeOnly
        $0.returned = "never"
      },
      multiple(
        "emails", "Other addresses; those in domains of this service lead to the mailbox", "work", "home", "other"),
      multiple("phoneNumbers", "Telephone numbers", "work", "home", "mobile", "fax", "pager", "other"),
    ]
      + ["title", "nickName", "userType", "preferredLanguage", "locale", "timezone"].map {
        SCIMAttribute($0, "Kept and shown again")
      })

  private static func multiple(_ name: String, _ summary: String, _ types: String...) -> SCIMAttribute {
    SCIMAttribute(
      name,
      .complex([
        SCIMAttribute("value", "The value itself"),
        SCIMAttribute("type", "What it is for").with { $0.values = types },
        SCIMAttribute("primary", .boolean, "Whether it is the first of them"),
      ]), summary
    ).many
  }
}
