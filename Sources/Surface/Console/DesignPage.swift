import MailModel

/// Every component of the console on one page, so that whoever builds the next page sees what there is.
enum DesignPage {
  static let page = ConsolePage.show("/design", for: .signedIn) { _ in
    let fault = Fault(
      .invalid, en: "this is how a mistake looks", es: "así se ve un error",
      hint: Text(en: "and this is the way out", es: "y esta es la salida"), field: "wrong")
    let form = ConsoleForm(
      "/design",
      [
        FormField(
          "plain", .text, Text(en: "A line of text", es: "Una línea de texto"),
          hint: Text(en: "with a hint", es: "con una ayuda")),
        FormField("wrong", .text, Text(en: "A line with a mistake", es: "Una línea con un error")),
        FormField("password", .password, Text(en: "A password", es: "Una contraseña")),
        FormField("check", .check, Text(en: "A choice", es: "Una opción"), isRequired: false),
      ],
      submit: Text(en: "A button", es: "Un botón"),
      values: ["plain": "ana@example.org", "wrong": "ana@", "check": "yes"],
      fault: fault)
    let danger = ConsoleForm(
      "/design/danger", submit: Text(en: "A button that takes away", es: "Un botón que quita"), isDangerous: true)
    return .page(
      PageContent(
        Text(en: "Components", es: "Componentes"), template, ["example": form.data, "danger": danger.data],
        notice: Text(en: "Something has been done.", es: "Se ha hecho algo.")))
  }

  private static let template = PageTemplate(
    "design",
    texts: [
      "messages": Text(en: "Messages", es: "Mensajes"), "bad": Text(en: "Something is wrong.", es: "Algo va mal."),
      "due": Text(en: "Something is to be done.", es: "Hay algo pendiente."),
      "forms": Text(en: "Forms", es: "Formularios"), "tables": Text(en: "Tables", es: "Tablas"),
      "name": Text(en: "Name", es: "Nombre"), "state": Text(en: "State", es: "Estado"),
      "size": Text(en: "Size", es: "Tamaño"), "good": Text(en: "Good", es: "Bien"),
      "empty": Text(
        en: "Nothing here yet: this says what to do first.", es: "Aún no hay nada: aquí se dice qué hacer primero."),
    ],
    """
    <section><h2>{{t.messages}}</h2>
    <p class="message bad">{{t.bad}}</p>
    <p class="message due">{{t.due}}</p>
    <p class="quiet">{{t.empty}}</p>
    </section>
    <section><h2>{{t.forms}}</h2>{{#example}}{{>form}}{{/example}} {{#danger}}{{>form}}{{/danger}}</section>
    <section><h2>{{t.tables}}</h2>
    <div class="table"><table>
    <thead><tr><th scope="col">{{t.name}}</th><th scope="col">{{t.state}}</th><th scope="col" class="number">{{t.size}}</th></tr></thead>
    <tbody>
    <tr><td><a href="/design">ana@example.org</a></td><td><span class="tag good">{{t.good}}</span></td><td class="number">1.2 GB</td></tr>
    <tr><td><code>luis@example.org</code></td><td><span class="tag due">{{t.due}}</span></td><td class="number">34 MB</td></tr>
    </tbody>
    </table></div>
    </section>
    """)
}
