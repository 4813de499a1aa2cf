import ArgumentParser
import MailModel
import Surface

struct LedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: spoken(
      en: "What came in on a day, and what became of it.", es: "Qué llegó un día, y qué fue de ello."),
    discussion: spoken(
      en: "Ends with 1 when something does not come out even. Example: palomar ledger --day 2026-03-01",
      es: "Termina con 1 si algo no cuadra. Ejemplo: palomar ledger --day 2026-03-01"))
  @Option(
    help: ArgumentHelp(spoken(en: "The day; today where it is not given.", es: "El día; hoy si no se indica.")),
    transform: CalendarDay.init(_:))
  var day: CalendarDay?
  @OptionGroup var output: OutputOptions
  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    let ledger = try await instance.client.inspect(ShowLedger(day: day))
    try output.show(ledger, people: \.people)
    guard ledger.isBalanced else { throw ExitCodes.foundWanting }
  }
}

extension Ledger {
  var people: String {
    var table = Table(
      spoken(en: "DOMAIN", es: "DOMINIO"), spoken(en: "RECEIVED", es: "RECIBIDOS"),
      spoken(en: "DELIVERED", es: "ENTREGADOS"), spoken(en: "BOUNCED", es: "DEVUELTOS"),
      spoken(en: "DEFERRED", es: "APLAZADOS"), spoken(en: "QUARANTINED", es: "CUARENTENA"),
      spoken(en: "REJECTED", es: "RECHAZADOS"), spoken(en: "DISCARDED", es: "DESCARTADOS"),
      spoken(en: "QUEUED", es: "EN COLA"))
    for line in lines + [Line(domain: spoken(en: "all", es: "todos"), tally: total)] {
      let tally = line.tally
      table.add(
        line.domain, "\(tally.received)", "\(tally.delivered)", "\(tally.bounced)", "\(tally.deferred)",
        "\(tally.quarantined)", "\(tally.rejected)", "\(tally.discarded)", "\(tally.queued)")
    }
    let verdict =
      isBalanced
      ? spoken(en: "Every recipient is accounted for.", es: "Consta qué fue de cada destinatario.")
      : ([
        spoken(en: "\(differenceCount) messages do not come out even:", es: "No cuadran \(differenceCount) mensajes:")
      ]
        + differences.map { "  \($0.id): \($0.what(in: .spoken))" }).joined(separator: "\n")
    return "\(day.text)\n\(table.text)\n\n\(verdict)"
  }
}
