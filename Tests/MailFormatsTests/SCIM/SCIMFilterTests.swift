import MailFormats
import Testing

@Suite struct SCIMFilterTests {
  /// Those of RFC 7644 §3.4.2.2, figure 1, among others.
  @Test(arguments: [
    (#"userName eq "bjensen""#, true), (#"USERNAME Eq "BJENSEN""#, true), (#"name.familyName co "O'Malley""#, true),
    (#"userName sw "J""#, false), (#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "b""#, true),
    ("title pr", true), ("nickName pr", false), (#"meta.created gt "2011-05-13T04:42:34Z""#, true),
    (#"meta.created le "2011-05-13T04:42:34Z""#, false),
    (#"title pr and userType eq "Employee""#, true), (#"title pr or userType eq "Intern""#, true),
    (#"userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")"#, false),
    (#"userType eq "Employee" and (emails.type eq "work")"#, true),
    (#"userType eq "Employee" and emails[type eq "work" and value co "@example.com"]"#, true),
    (#"emails[type eq "home" and value co "@example.com"]"#, false),
    (#"emails[type eq "work" and value co "@example.com"] or phoneNumbers[type eq "fax"]"#, true),
    ("active eq true", true), ("active eq False", false), (#"externalId eq "AB1""#, false),
    (#"externalId eq "ab1""#, true),
    (#"title eq null"#, false), ("nickName eq null", true), (#"favouriteColour eq "blue""#, false),
  ])
  func meansWhatTheStandardSays(_ text: String, _ passes: Bool) throws {
    #expect(try SCIMFilter(text).matches(.jensen, .sample) == passes)
  }

  @Test func andBindsCloserThanOr() throws {
    let filter = try SCIMFilter(#"nickName pr and nickName pr or title pr"#)
    let left = SCIMFilter.both(.present(SCIMPath("nickName")), .present(SCIMPath("nickName")))
    #expect(filter == .either(left, .present(SCIMPath("title"))))
  }

  @Test(arguments: [
    "", " ", "userName", "userName eq", #"userName eq "a"#, #"userName is "a""#, #"(userName eq "a""#,
    #"userName eq "a")"#,
    #"userName eq "a" and"#, #"not userName eq "a""#, "userName eq a", #"1a eq "a""#, #"emails[type eq "a""#, "a..b pr",
    #"userName eq "\x""#, "userName pr pr", "a.b.c pr", String(repeating: "(", count: 5_000), "ñ eq \"a\"",
    String(repeating: "(", count: 50) + "title pr" + String(repeating: ")", count: 50),
    String(repeating: "not (", count: 100) + "title pr" + String(repeating: ")", count: 100),
  ])
  func refusesNonsense(_ text: String) {
    #expect(throws: SCIMFailure(.invalidFilter, en: "", es: "")) { try SCIMFilter(text) }
  }

  @Test func readsTheEscapesOfATextAsJSONHasThem() throws {
    #expect(try SCIMFilter(#"title eq "a\"]\u00f1""#) == .compare(SCIMPath("title"), .eq, "a\"]ñ"))
  }

  @Test func neverCrashesWhateverComes() {
    var random = SystemRandomNumberGenerator()
    let words = [
      "userName", "eq", "\"a\"", "(", ")", "[", "]", "and", "or", "not", "pr", ".", "emails", "true", "\\", "\"", "é",
    ]
    for _ in 0..<2_000 {
      let text = (0..<Int.random(in: 1...12, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }
      _ = try? SCIMFilter(text.joined(separator: " ")).matches(.jensen, .sample)
      _ = try? SCIMTarget(text.joined())
    }
  }
}

extension SCIMSchema {
  static let sample = SCIMSchema(
    id: "urn:ietf:params:scim:schemas:core:2.0:User", name: "User", summary: "",
    [
      SCIMAttribute("userName", "").required.with { $0.mutability = .immutable },
      SCIMAttribute("active", .boolean, "").required, SCIMAttribute("title", ""), SCIMAttribute("nickName", ""),
      SCIMAttribute("userType", ""),
      SCIMAttribute("name", .complex([SCIMAttribute("familyName", ""), SCIMAttribute("givenName", "")]), ""),
      SCIMAttribute(
        "emails",
        .complex([
          SCIMAttribute("value", ""), SCIMAttribute("type", ""), SCIMAttribute("primary", .boolean, ""),
        ]), ""
      ).many,
      SCIMAttribute("phoneNumbers", .complex([SCIMAttribute("value", ""), SCIMAttribute("type", "")]), "").many,
    ])
}

extension JSONValue {
  static let jensen: JSONValue = [
    "userName": "bjensen", "active": true, "title": "Tour Guide", "userType": "Employee", "externalId": "ab1",
    "name": ["familyName": "O'Malley", "givenName": "Barbara"],
    "emails": [
      ["value": "bjensen@example.com", "type": "work", "primary": true], ["value": "babs@jensen.org", "type": "home"],
    ],
    "meta": ["created": "2019-01-01T00:00:00Z"],
  ]
}
