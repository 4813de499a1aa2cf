import MailModel

/// Every component of the console on one page, so that whoever builds the next page sees what there is.
enum DesignPage {
  static let page = ConsolePage.show("/design", for: .signedIn) { request in
    let danger = ConsoleForm(
      "/design/danger", submit: Text(en: "A button that takes away", es: "Un botón que quita"), isDangerous: true)
    return .page(
      PageContent(
        Text(en: "Components", es: "Componentes"), template,
        [
          "example": form(fault).data, "outdated": outdated.data, "danger": danger.data,
          "list": list(request.query).data, "nothing": nothing.data,
        ],
        notice: Text(en: "Something has been done.", es: "Se ha hecho algo.")))
  }

  private static let fault = Fault(
    .invalid, en: "this is how a mistake looks", es: "así se ve un error",
    hint: Text(en: "and this is the way out", es: "y esta es la salida"), field: "wrong")

  private static func form(_ fault: Fault?) -> ConsoleForm {
    let choices = [FormField.Choice("imap"), FormField.Choice("pop3"), FormField.Choice("submission")]
    return ConsoleForm(
      "/design",
      [
        FormField(
          "plain", .text, Text(en: "A line of text", es: "Una línea de texto"),
          hint: Text(en: "with a hint", es: "con una ayuda")),
        FormField("wrong", .text, Text(en: "A line with a mistake", es: "Una línea con un error")),
        FormField("password", .password, Text(en: "A password", es: "Una contraseña")),
        FormField("day", .day, Text(en: "A day", es: "Un día"), isRequired: false),
        FormField("number", .number, Text(en: "A number", es: "Un número"), isRequired: false),
        FormField("one", .select(choices), Text(en: "One of these", es: "Uno de estos")),
        FormField("some", .several(choices), Text(en: "Some of these", es: "Algunos de estos"), isRequired: false),
        FormField("lines", .lines, Text(en: "Several lines", es: "Varias líneas"), isRequired: false),
        FormField("check", .check, Text(en: "A choice", es: "Una opción"), isRequired: false),
      ],
      submit: Text(en: "A button", es: "Un botón"),
      values: [
        "plain": "ana@example.org", "wrong": "ana@", "check": "yes", "day": "2026-11-30", "number": "12",
        "one": "pop3", "some": "imap\nsubmission", "lines": "one\ntwo",
      ], fault: fault)
  }

  private static let outdated = ConsoleForm(
    "/design/outdated", [FormField("name", .text, Text(en: "Name", es: "Nombre"))],
    submit: Text(en: "Save mine", es: "Guardar lo mío"), values: ["name": "Ana Ruiz"], fault: .outdated,
    present: ["name": "Ana María Ruiz"])

  private static func list(_ query: [String: String]) -> ConsoleList {
    let rows: [ConsoleList.Row] = [
      .init(
        "ana@example.org",
        [.link("ana@example.org", to: "/design"), .tag(Text(en: "Good", es: "Bien"), "good"), .text("1.2 GB")]),
      .init(
        "luis@example.org",
        [.text("luis@example.org"), .tag(Text(en: "To do", es: "Pendiente"), "due"), .text("34 MB")]),
    ]
    return ConsoleList(
      "/design", Text(en: "A list", es: "Una lista"),
      columns: [
        .init(Text(en: "Name", es: "Nombre"), order: "name"), .init(Text(en: "State", es: "Estado")),
        .init(Text(en: "Size", es: "Tamaño"), order: "size", isNumber: true),
      ], rows: rows, query: ListQuery(query, orders: ["name", "size"]),
      filters: [
        FormField("search", .text, Text(en: "Begins with", es: "Empieza por"), isRequired: false), ListQuery.rowsField,
      ], next: "luis@example.org", empty: Text(verbatim: "—"))
  }

  private static let nothing = ConsoleList(
    "/design", Text(en: "An empty list", es: "Una lista vacía"), columns: [], rows: [],
    empty: Text(
      en: "Nothing here yet: this says what to do first.", es: "Aún no hay nada: aquí se dice qué hacer primero."),
    way: .init(Text(en: "Do it", es: "Hacerlo"), to: "/design"))

  private static let template = PageTemplate(
    "design",
    texts: [
      "messages": Text(en: "Messages", es: "Mensajes"), "bad": Text(en: "Something is wrong.", es: "Algo va mal."),
      "due": Text(en: "Something is to be done.", es: "Hay algo pendiente."),
      "forms": Text(en: "Forms", es: "Formularios"),
      "conflict": Text(en: "Somebody else was faster", es: "Alguien fue más rápido"),
      "lists": Text(en: "Lists", es: "Listas"), "empty": Text(en: "Nothing yet", es: "Aún nada"),
    ],
    """
    <section><h2>{{t.messages}}</h2>
    <p class="message bad">{{t.bad}}</p>
    <p class="message due">{{t.due}}</p>
    </section>
    <section><h2>{{t.forms}}</h2>{{#example}}{{>form}}{{/example}} {{#danger}}{{>form}}{{/danger}}</section>
    <section><h2>{{t.conflict}}</h2>{{#outdated}}{{>form}}{{/outdated}}</section>
    <h2>{{t.lists}}</h2>
    {{#list}}{{>list}}{{/list}}
    <h2>{{t.empty}}</h2>
    {{#nothing}}{{>list}}{{/nothing}}
    """)
}
