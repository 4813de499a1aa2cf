import MailModel

/// What stands around every page: heading, navigation, language, sign-out.
struct ConsoleFrame: Sendable {
  let pages: [ConsolePage]
  let visitor: Visitor
  let language: Language
  let path: String

  func html(_ content: PageContent) throws -> String {
    var data = Self.giving(visitor.formToken.text, to: content.data)
    data["formToken"] = visitor.formToken.text
    let body = try content.template.rendered(data, in: language)
    var frame: [String: any Sendable] = [
      "title": content.title, "body": body, "stylesheet": Stylesheet.path, "formToken": visitor.formToken.text,
      "entries": entries, "path": path, "other": language == .english ? "es" : "en",
      "otherName": language == .english ? "Español" : "English",
    ]
    if let notice = content.notice { frame["notice"] = notice }
    if let signedIn = visitor.signedIn { frame["person"] = signedIn.address.text }
    return try PageTemplate.frame.rendered(frame, in: language)
  }

  private var entries: [any Sendable] {
    let shown = pages.filter { $0.entry != nil && visitor.signedIn != nil && $0.isOpen(to: visitor.signedIn) }
    return shown.sorted { ($0.entry?.order ?? 0) < ($1.entry?.order ?? 0) }.map { page in
      let isHere = page.path == "/" ? path == "/" : path == page.path || path.hasPrefix(page.path + "/")
      return ["path": page.path, "title": page.entry?.title ?? Text(verbatim: ""), "here": isHere]
        as [String: any Sendable]
    }
  }

  /// Every form of a page gets the token, wherever in the data it stands.
  private static func giving(_ token: String, to data: [String: any Sendable]) -> [String: any Sendable] {
    var data = data.mapValues { value -> any Sendable in
      if let list = value as? [any Sendable] {
        return list.map { ($0 as? [String: any Sendable]).map { giving(token, to: $0) as any Sendable } ?? $0 }
      }
      return (value as? [String: any Sendable]).map { giving(token, to: $0) as any Sendable } ?? value
    }
    if data["action"] != nil, data["fields"] != nil { data["formToken"] = token }
    return data
  }
}

extension PageTemplate {
  static let frame = PageTemplate(
    "frame",
    texts: [
      "skip": Text(en: "To the content", es: "Al contenido"),
      "navigation": Text(en: "Sections", es: "Secciones"),
      "signOut": Text(en: "Sign out", es: "Cerrar sesión"),
    ],
    """
    <!doctype html>
    <html lang="{{language}}">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>{{title}} · Palomar</title>
    <link rel="stylesheet" href="{{stylesheet}}">
    </head>
    <body>
    <a class="skip" href="#content">{{t.skip}}</a>
    <header>
    <a class="brand" href="/">Palomar</a>
    <form method="post" action="/language" class="inline">
    <input type="hidden" name="form-token" value="{{formToken}}">
    <input type="hidden" name="back" value="{{path}}">
    <input type="hidden" name="language" value="{{other}}">
    <button class="quiet" lang="{{other}}">{{otherName}}</button>
    </form>
    {{#person}}
    <span class="person">{{person}}</span>
    <form method="post" action="/sign-out" class="inline">
    <input type="hidden" name="form-token" value="{{formToken}}">
    <button class="quiet">{{t.signOut}}</button>
    </form>
    {{/person}}
    </header>
    {{#person}}
    <nav aria-label="{{t.navigation}}">
    {{#entries}}<a href="{{path}}"{{#here}} aria-current="page"{{/here}}>{{title}}</a>
    {{/entries}}
    </nav>
    {{/person}}
    <main id="content" tabindex="-1">
    <h1>{{title}}</h1>
    {{#notice}}<p class="message good" role="status">{{notice}}</p>{{/notice}}
    {{{body}}}
    </main>
    </body>
    </html>
    """)

  static let failure = PageTemplate(
    "failure",
    texts: ["back": Text(en: "To the start", es: "Al inicio")],
    """
    <p class="message bad" role="alert">{{message}}</p>
    {{#hint}}<p>{{hint}}</p>{{/hint}}
    <p class="quiet">HTTP {{status}}</p>
    <p><a href="/">{{t.back}}</a></p>
    """)
}
