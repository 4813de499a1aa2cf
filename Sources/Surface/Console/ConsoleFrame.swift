import MailModel

/// What stands around every page: heading, menu, the way to the page, language, sign-out.
struct ConsoleFrame: Sendable {
  let pages: [ConsolePage]
  let visitor: Visitor
  let language: Language
  let path: String
  /// Where another language leads to; `nil` where the page cannot be shown again.
  let back: String?

  /// What asks for the token in data that is no form.
  static let tokenWanted = "formTokenWanted"

  func html(_ content: PageContent) throws -> String {
    let token = (content.formToken ?? visitor.formToken).text
    var data = Self.giving(token, to: content.data)
    data["formToken"] = token
    let body = try content.template.rendered(data, in: language)
    let crumbs = trail(to: content)
    return try PageTemplate.frame.rendered(
      [
        "title": content.title, "body": body, "stylesheet": Stylesheet.path, "script": Script.path,
        "formToken": token, "sections": sections, "back": back ?? "", "other": language == .english ? "es" : "en",
        "otherName": language == .english ? "Español" : "English", "notice": content.notice ?? Text(verbatim: ""),
        "person": visitor.signedIn?.address.text ?? "", "anyTrail": !crumbs.isEmpty, "trail": crumbs,
      ], in: language)
  }

  /// The way from the menu's page that this one lies below.
  private func trail(to content: PageContent) -> [any Sendable] {
    let above = pages.filter { $0.entry != nil && $0.path != "/" && path.hasPrefix($0.path + "/") }
      .max { $0.path.count < $1.path.count }
    let first = visitor.signedIn == nil ? nil : above.flatMap { page in page.entry.map { ($0.title, page.path) } }
    return ([first].compactMap { $0 } + content.trail.map { ($0.title, $0.path) }).map {
      ["title": $0.0, "path": $0.1] as [String: any Sendable]
    }
  }

  /// The menu of what the visitor may see.
  private var sections: [any Sendable] {
    let shown = pages.filter { page in
      page.entry != nil && visitor.signedIn != nil && page.isOpen(to: visitor.signedIn)
        && visitor.signedIn?.confinement?.allows(page.path) != false
    }
    return ConsolePage.Section.allCases.compactMap { section -> (any Sendable)? in
      let entries = shown.filter { $0.entry?.section == section }
        .sorted { ($0.entry?.order ?? 0) < ($1.entry?.order ?? 0) }
      guard !entries.isEmpty else { return nil }
      return ["name": section.title, "entries": entries.map { entry($0) as any Sendable } as [any Sendable]]
        as [String: any Sendable]
    }
  }

  /// The page of the menu that this one is, or lies below: the nearest.
  private var here: String? {
    pages.filter { $0.entry != nil && (path == $0.path || $0.path != "/" && path.hasPrefix($0.path + "/")) }
      .map(\.path).max { $0.count < $1.count }
  }

  private func entry(_ page: ConsolePage) -> [String: any Sendable] {
    let isHere = page.path == here
    return ["path": page.path, "title": page.entry?.title ?? Text(verbatim: ""), "here": isHere]
  }

  /// Every form of a page gets the token, wherever in the data it stands.
  private static func giving(_ token: String, to data: [String: any Sendable]) -> [String: any Sendable] {
    var data = data.mapValues { value -> any Sendable in
      if let list = value as? [any Sendable] {
        return list.map { ($0 as? [String: any Sendable]).map { giving(token, to: $0) as any Sendable } ?? $0 }
      }
      return (value as? [String: any Sendable]).map { giving(token, to: $0) as any Sendable } ?? value
    }
    if data["action"] != nil && data["fields"] != nil || data[tokenWanted] != nil { data["formToken"] = token }
    return data
  }
}

extension PageTemplate {
  static let frame = PageTemplate(
    "frame",
    texts: [
      "skip": Text(en: "To the content", es: "Al contenido"),
      "navigation": Text(en: "Sections", es: "Secciones"), "menu": Text(en: "Menu", es: "Menú"),
      "close": Text(en: "Close the menu", es: "Cerrar el menú"),
      "trail": Text(en: "Above this page", es: "Sobre esta página"),
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
    <script src="{{script}}" defer></script>
    </head>
    <body>
    <a class="skip" href="#content">{{t.skip}}</a>
    <header>
    {{#person}}<a class="menu" href="#menu">{{t.menu}}</a>{{/person}}
    <a class="brand" href="/">Palomar</a>
    {{#back}}<form method="post" action="/language" class="inline">
    <input type="hidden" name="form-token" value="{{formToken}}">
    <input type="hidden" name="back" value="{{back}}">
    <input type="hidden" name="language" value="{{other}}">
    <button class="quiet" lang="{{other}}">{{otherName}}</button>
    </form>{{/back}}
    {{#person}}
    <span class="person">{{person}}</span>
    <form method="post" action="/sign-out" class="inline">
    <input type="hidden" name="form-token" value="{{formToken}}">
    <button class="quiet">{{t.signOut}}</button>
    </form>
    {{/person}}
    </header>
    <div{{#person}} class="sides"{{/person}}>
    {{#person}}
    <nav id="menu" aria-label="{{t.navigation}}">
    <a class="close" href="#content">{{t.close}}</a>
    {{#sections}}{{#name}}<p>{{name}}</p>{{/name}}
    <ul>{{#entries}}<li><a href="{{path}}"{{#here}} aria-current="page"{{/here}}>{{title}}</a></li>
    {{/entries}}</ul>
    {{/sections}}
    </nav>
    {{/person}}
    <main id="content" tabindex="-1">
    {{#anyTrail}}<nav class="trail" aria-label="{{t.trail}}"><ol>{{#trail}}<li><a href="{{path}}">{{title}}</a></li>{{/trail}}</ol></nav>{{/anyTrail}}
    <h1>{{title}}</h1>
    {{#notice}}<p class="message good" role="status">{{notice}}</p>{{/notice}}
    {{{body}}}
    </main>
    </div>
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

extension ConsolePage.Section {
  /// The first stands by itself.
  fileprivate var title: Text {
    switch self {
    case .process: Text(verbatim: "")
    case .service: Text(en: "Service", es: "Servicio")
    case .people: Text(en: "Accounts and permissions", es: "Cuentas y permisos")
    case .oversight: Text(en: "Oversight", es: "Supervisión")
    case .own: Text(en: "For yourself", es: "Para usted")
    }
  }
}
