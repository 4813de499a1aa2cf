import Foundation
import HTTPTypes
import Testing

@testable import Surface
@testable import palomar

/// Follows the console's links and fills in its forms, with a script in every field that takes a text.
final class Crawl {
  fileprivate let face: ProductFace
  /// Pages on which a script would run, or that broke.
  private(set) var wounds: [String] = []
  /// How many answers showed a script as text.
  private(set) var escaped = 0
  private(set) var forms: [String: Form] = [:]
  private var seen: Set<String> = []

  struct Form {
    let action: String
    let isChange: Bool
    var fields: [String: String]
    /// Those that people type into.
    var texts: Set<String>
    /// Of these, what is never shown again.
    var secrets: Set<String> = []
  }

  init(_ face: ProductFace) {
    self.face = face
  }

  /// Every page that a link leads to, one of each shape, and the start of each list with a script in its filters.
  func readEverything() async throws {
    var open = capabilities.flatMap(\.pages).filter { !$0.isForm && !$0.path.contains("{") }.map(\.path) + ["/"]
    seen = []
    while let path = open.popLast() {
      guard seen.insert(Self.shape(of: path)).inserted else { continue }
      let page = try await answer(.get, path)
      open += page.matches(of: #/href="(\/[^"#]*)"/#).map { String($0.1).replacing("&amp;", with: "&") }
      for form in Self.forms(in: page) { forms[Self.shape(of: form.action)] = form }
    }
    for form in forms.values where !form.isChange {
      let query = form.fields.keys.map { "\($0)=\(PagePath.escaped(HostileTextTests.script))" }.joined(separator: "&")
      try await answer(.get, "\(form.action)?\(query)")
    }
  }

  /// Each form with a script in each of its texts.
  func submitEverything() async throws {
    for form in forms.values.sorted(by: { $0.action < $1.action }) where form.isChange {
      let values = form.fields.merging(form.texts.map { ($0, HostileTextTests.script) }) { $1 }
      let body = values.map { "\($0.key)=\(PagePath.escaped($0.value))" }.joined(separator: "&")
      try await answer(.post, form.action, body: body)
    }
  }

  @discardableResult
  private func answer(_ method: HTTPRequest.Method, _ path: String, body: String? = nil) async throws -> String {
    let headers = [
      "Cookie": "__Host-palomar=all", "Sec-Fetch-Site": "same-origin",
      "Content-Type": "application/x-www-form-urlencoded",
    ]
    let answer = try await face.send(method, path, headers, body: body)
    let policy = HTTPField.Name("Content-Security-Policy").flatMap { answer.headers[$0] } ?? ""
    if answer.status >= 500 && answer.status != 503 { wounds.append("\(method) \(path): \(answer.status)") }
    let isPage = answer.headers[.contentType]?.hasPrefix("text/html") == true
    let shown = answer.text.ranges(of: "alert(1)").count
    let asText = answer.text.ranges(of: "&quot;&gt;&lt;script&gt;alert(1)").count
    if isPage, shown != asText { wounds.append("\(method) \(path): a sign of it is not escaped") }
    if policy.contains("unsafe") || !policy.contains("default-src 'none'") { wounds.append("\(path): no policy") }
    if asText > 0 { escaped += 1 }
    return answer.text
  }

  /// `/accounts/ana@example.test/rights` → `/accounts/*/rights`
  private static func shape(of path: String) -> String {
    path.split(separator: "?")[0].split(separator: "/").map { part in
      part.contains("%") || part.contains(".") || part.contains("@") || part.contains(where: \.isNumber)
        ? "*" : String(part)
    }.joined(separator: "/")
  }

  private static func forms(in page: String) -> [Form] {
    page.matches(of: #/<form method="(post|get)" action="([^"]*)"(?s:(.*?))<\/form>/#).map { match in
      var form = Form(
        action: String(match.2).replacing("&amp;", with: "&"), isChange: match.1 == "post", fields: [:], texts: [])
      for input in match.3.matches(of: #/<(input|textarea|select)\b([^>]*)>/#) {
        guard let name = input.2.firstMatch(of: #/name="([^"]+)"/#)?.1 else { continue }
        let kind = input.1 == "input" ? input.2.firstMatch(of: #/type="([^"]+)"/#)?.1 ?? "text" : input.1
        let value = input.2.firstMatch(of: #/value="([^"]*)"/#)?.1 ?? ""
        form.fields[String(name)] = String(value)
        if ["text", "textarea", "date", "password", "select"].contains(kind) { form.texts.insert(String(name)) }
        if kind == "password" { form.secrets.insert(String(name)) }
      }
      return form
    }
  }
}

extension Crawl {
  /// Sends each form that changes something as a browser does whose session has ended: what became of it where it was
  /// not kept for after the sign-in.
  func submitEverythingWithoutASession() async throws -> [String] {
    var lost: [String] = []
    for form in forms.values.sorted(by: { $0.action < $1.action }) where form.isChange {
      let typed = "typed before the end"
      let fields = form.fields.filter { $0.key != "form-token" }.merging(form.texts.map { ($0, typed) }) { $1 }
      let body = fields.map { "\($0.key)=\(PagePath.escaped($0.value))" }.joined(separator: "&")
      let headers = ["Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"]
      let answer = try await face.send(.post, form.action, headers, body: body)
      let isKept = answer.text.contains("name=\"kept\"") && answer.text.contains(typed)
      if !isKept, !form.texts.subtracting(form.secrets).isEmpty { lost.append("\(form.action): \(answer.status)") }
    }
    return lost
  }
}

@Suite struct HostileFormTests {
  @Test func aScriptInEveryFieldOfEveryFormIsRefusedOrShownAsText() async throws {
    let crawl = Crawl(try await ProductFace())
    try await crawl.readEverything()
    #expect(crawl.forms.count > 40)
    try await crawl.submitEverything()
    try await crawl.readEverything()
    #expect(crawl.wounds == [])
    #expect(crawl.escaped > 40)
  }

  @Test func aFormWhoseSessionHasEndedChangesNothingAndIsKept() async throws {
    let face = try await ProductFace()
    let crawl = Crawl(face)
    try await crawl.readEverything()
    let before = try await face.bench.journal().count
    let lost = try await crawl.submitEverythingWithoutASession()
    #expect(lost == [])
    #expect(try await face.bench.journal().count == before)
  }
}
