import Foundation
import MailModel
import Mustache

/// A piece of HTML in Mustache, with its sentences in both languages: `{{t.save}}` is the text `save`.
package struct PageTemplate: Sendable {
  let name: String
  let texts: [String: Text]
  /// Parsed once, however often it is shown.
  private let parsed: Result<MustacheTemplate, any Error>

  package init(_ name: String, texts: [String: Text] = [:], _ source: String) {
    self.name = name
    self.texts = texts
    parsed = Result { try Self.parsed(source) }
  }

  /// With our own escaping: Mustache's looks at whole characters, and a mark beside a `<` or a quote makes another
  /// character of the two, which it lets through.
  static func parsed(_ source: String) throws -> MustacheTemplate {
    MustacheContentTypes.register(ScalarHTML(), named: "SCALARS")
    return try MustacheTemplate(string: "{{% CONTENT_TYPE:SCALARS}}" + source)
  }

  /// Every value but those of `{{{…}}}` is escaped; pages of ours have that for `body` and for `Markup` alone.
  func rendered(_ data: [String: any Sendable], in language: Language) throws -> String {
    var data = Self.resolved(data, in: language)
    data["t"] = texts.mapValues { $0(in: language) }
    data["language"] = language.rawValue
    return try parsed.get().render(data, library: PageParts.library.get())
  }

  private static func resolved(_ data: [String: any Sendable], in language: Language) -> [String: Any] {
    data.mapValues { value(of: $0, in: language) }
  }

  private static func value(of value: any Sendable, in language: Language) -> Any {
    switch value {
    case let text as Text: Self.value(of: text(in: language), in: language)
    case let text as String: text.isEmpty ? Nothing() : text
    case let list as [any Sendable]: list.map { Self.value(of: $0, in: language) }
    case let markup as Markup: markup.html(language)
    case let fields as [String: any Sendable]: resolved(fields, in: language)
    default: value
    }
  }
}

private struct ScalarHTML: MustacheContentType {
  func escapeText(_ text: String) -> String { Markup.escaped(text) }
}

/// An empty text: shows nothing, and counts as absent, so that a section around it is left out.
private struct Nothing: MustacheCustomRenderable {
  var renderText: String { "" }
  var isNull: Bool { true }
}
