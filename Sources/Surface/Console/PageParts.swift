import Mustache

/// What pages share: a form, a field of it, a list, a message.
enum PageParts {
  static let all = ["form": form, "field": field, "list": list, "message": message, "passkeyForm": passkeyForm]

  /// Parsed once.
  static let library = Result {
    MustacheLibrary(templates: try all.mapValues { try PageTemplate.parsed($0) })
  }

  private static let form = """
    <form method="post" action="{{action}}"{{#files}} enctype="multipart/form-data"{{/files}}{{#inline}} class="inline"{{/inline}}>
    <input type="hidden" name="form-token" value="{{formToken}}">
    {{#problem}}<p class="message bad" role="alert">{{problem}}{{#advice}} <span>{{advice}}</span>{{/advice}}</p>{{/problem}}
    {{#fields}}{{>field}}{{/fields}}
    <button{{#danger}} class="danger"{{/danger}}>{{submit}}</button>
    </form>
    """

  private static let field = """
    {{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">{{/hidden}}
    {{#check}}<p class="check{{#error}} wrong{{/error}}"><label><input type="checkbox" name="{{name}}" value="yes"{{#value}} checked{{/value}} aria-describedby="{{id}}-note"> {{label}}</label>
    <span id="{{id}}-note">{{#error}}<strong>{{error}}</strong> {{/error}}{{#present}}<strong>{{present}}</strong> {{/present}}{{hint}}</span></p>{{/check}}
    {{#several}}<fieldset class="field{{#error}} wrong{{/error}}" aria-describedby="{{id}}-note"><legend>{{label}}</legend>
    {{#choices}}<label class="choice"><input type="checkbox" name="{{name}}" value="{{choice}}"{{#chosen}} checked{{/chosen}}> {{word}}</label>
    {{/choices}}
    <span id="{{id}}-note">{{#error}}<strong>{{error}}</strong> {{/error}}{{#present}}<strong>{{present}}</strong> {{/present}}{{hint}}</span></fieldset>{{/several}}
    {{#lines}}<p class="field{{#error}} wrong{{/error}}">
    <label for="{{id}}">{{label}}</label>
    <textarea id="{{id}}" name="{{name}}" rows="6"{{#required}} required{{/required}}{{#error}} aria-invalid="true"{{/error}} aria-describedby="{{id}}-note" spellcheck="false" autocapitalize="none">
    {{value}}</textarea>
    <span id="{{id}}-note">{{#error}}<strong>{{error}}</strong> {{/error}}{{#present}}<strong>{{present}}</strong> {{/present}}{{hint}}</span>
    </p>{{/lines}}
    {{#select}}<p class="field{{#error}} wrong{{/error}}">
    <label for="{{id}}">{{label}}</label>
    <select id="{{id}}" name="{{name}}"{{#error}} aria-invalid="true"{{/error}} aria-describedby="{{id}}-note">
    {{#choices}}<option value="{{choice}}"{{#chosen}} selected{{/chosen}}>{{word}}</option>
    {{/choices}}</select>
    <span id="{{id}}-note">{{#error}}<strong>{{error}}</strong> {{/error}}{{#present}}<strong>{{present}}</strong> {{/present}}{{hint}}</span>
    </p>{{/select}}
    {{#line}}<p class="field{{#error}} wrong{{/error}}">
    <label for="{{id}}">{{label}}</label>
    <input id="{{id}}" name="{{name}}" type="{{type}}" value="{{value}}" autocomplete="{{autocomplete}}"{{#numeric}} inputmode="numeric"{{/numeric}}{{#required}} required{{/required}}{{#error}} aria-invalid="true"{{/error}} aria-describedby="{{id}}-note" spellcheck="false" autocapitalize="none">
    <span id="{{id}}-note">{{#error}}<strong>{{error}}</strong> {{/error}}{{#present}}<strong>{{present}}</strong> {{/present}}{{hint}}</span>
    </p>{{/line}}
    """

  /// On a phone each row is a card, and `data-label` says what a value is; the roles keep it a table for those who hear
  /// it.
  private static let list = """
    {{#filtered}}<form method="get" action="{{path}}" class="card filter" role="search">
    {{#filters}}{{>field}}{{/filters}}
    <button>{{w.show}}</button>
    </form>{{/filtered}}
    {{^any}}<div class="card empty"><p>{{empty}}</p>{{#way}}<p><a class="button" href="{{path}}">{{title}}</a></p>{{/way}}</div>{{/any}}
    {{#any}}{{#bulk}}<form method="post" action="{{path}}/bulk">
    <input type="hidden" name="form-token" value="{{formToken}}">{{/bulk}}
    <div class="card table" role="region" aria-label="{{caption}}" tabindex="0"><table class="list" role="table">
    <caption class="unseen">{{caption}}</caption>
    <thead role="rowgroup"><tr role="row">{{#bulk}}<th scope="col" role="columnheader"><a href="{{everyRow}}">{{w.all}}</a></th>{{/bulk}}{{#columns}}<th scope="col" role="columnheader"{{#number}} class="number"{{/number}}{{#sorted}} aria-sort="{{sorted}}"{{/sorted}}>{{#sort}}<a href="{{sort}}">{{title}}{{#arrow}} <span aria-hidden="true">{{arrow}}</span>{{/arrow}}</a>{{/sort}}{{^sort}}{{title}}{{/sort}}</th>{{/columns}}</tr></thead>
    <tbody role="rowgroup">
    {{{rows}}}
    </tbody></table></div>
    {{#bulk}}<p class="bulk"><label for="bulk-action">{{w.chosen}}</label>
    <select id="bulk-action" name="bulk">{{#actions}}<option value="{{action}}">{{title}}</option>{{/actions}}</select>
    <button>{{w.effect}}</button></p>
    </form>{{/bulk}}{{/any}}
    {{#paged}}<p class="pages">{{#first}}<a href="{{first}}">{{w.first}}</a>{{/first}} {{#next}}<a href="{{next}}">{{w.next}}</a>{{/next}}</p>{{/paged}}
    """

  /// What the script fills in and sends.
  private static let passkeyForm = """
    <form method="post" action="{{action}}" data-passkey="{{ceremony}}" data-options="{{options}}"{{#begins}} data-begins{{/begins}}>
    <input type="hidden" name="form-token" value="{{formToken}}">
    {{#fields}}<input type="hidden" name="{{name}}" value="{{value}}">{{/fields}}
    <p class="message bad" role="alert" data-failed hidden>{{failed}}</p>
    <button>{{submit}}</button>
    </form>
    """

  private static let message = """
    <p class="message {{kind}}" role="status">{{text}}</p>
    """
}
