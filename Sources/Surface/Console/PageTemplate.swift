import Foundation
import MailModel
import Mustache

/// A piece of HTML in Mustache, with its sentences in both languages: `{{t.save}}` is the text `save`.
package struct PageTemplate: Sendable {
  let name: String
  let source: String
  let texts: [String: Text]

  package init(_ name: String, texts: [String: Text] = [:], _ source: String) {
    self.name = name
    self.texts = texts
    self.source = source
  }

  /// Every value but those of `{{{…}}}` is escaped; pages of ours have that for `body` alone.
  func rendered(_ data: [String: any Sendable], in language: Language) throws -> String {
    var data = Self.resolved(data, in: language)
    data["t"] = texts.mapValues { $0(in: language) }
    data["language"] = language.rawValue
    let library = MustacheLibrary(templates: try PageParts.all.mapValues { try MustacheTemplate(string: $0) })
    return try MustacheTemplate(string: source).render(data, library: library)
  }

  private static func resolved(_ data: [String: any Sendable], in language: Language) -> [String: Any] {
    data.mapValues { value(of: $0, in: language) }
  }

  private static func value(of value: any Sendable, in language: Language) -> Any {
    switch value {
    case let text as Text: Self.value(of: text(in: language), in: language)
    case let text as String: text.isEmpty ? Nothing() : text
    case let list as [any Sendable]: list.map { Self.value(of: $0, in: language) }
    case let fields as [String: any Sendable]: resolved(fields, in: language)
    default: value
    }
  }
}

/// An empty text: shows nothing, and counts as absent, so that a section around it is left out.
private struct Nothing: MustacheCustomRenderable {
  var renderText: String { "" }
  var isNull: Bool { true }
}

/// What pages share: a form, a field of it, a message.
enum PageParts {
  static let all = ["form": form, "field": field, "message": message]

  private static let form = """
    <form method="post" action="{{action}}"{{#inline}} class="inline"{{/inline}}>
    <input type="hidden" name="form-token" value="{{formToken}}">
    {{#problem}}<p class="message bad" role="alert">{{problem}}{{#advice}} <span>{{advice}}</span>{{/advice}}</p>{{/problem}}
    {{#fields}}{{>field}}{{/fields}}
    <button{{#danger}} class="danger"{{/danger}}>{{submit}}</button>
    </form>
    """

  private static let field = """
    {{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">{{/hidden}}
    {{#check}}<p class="check"><label><input type="checkbox" name="{{name}}" value="yes"{{#value}} checked{{/value}}> {{label}}</label></p>{{/check}}
    {{#line}}<p class="field{{#error}} wrong{{/error}}">
    <label for="{{id}}">{{label}}</label>
    <input id="{{id}}" name="{{name}}" type="{{type}}" value="{{value}}" autocomplete="{{autocomplete}}"{{#required}} required{{/required}}{{#error}} aria-invalid="true"{{/error}} aria-describedby="{{id}}-note" spellcheck="false" autocapitalize="none">
    <span id="{{id}}-note">{{#error}}<strong>{{error}}</strong> {{/error}}{{hint}}</span>
    </p>{{/line}}
    """

  private static let message = """
    <p class="message {{kind}}" role="status">{{text}}</p>
    """
}
