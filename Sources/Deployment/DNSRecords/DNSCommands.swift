import ArgumentParser
import MailFormats
import MailModel
import Surface

struct DNSCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dns",
    abstract: spoken(
      en: "The DNS records of a domain: what they should be, and what they are.",
      es: "Los registros DNS de un dominio: los que debe tener y los que tiene."),
    discussion: spoken(
      en: "Example: palomar dns records example.org --zone", es: "Ejemplo: palomar dns records example.org --zone"),
    subcommands: [Records.self, Check.self])

  struct Records: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "The records to publish, as a table, a zone file or JSON.",
        es: "Los registros que publicar, como tabla, fichero de zona o JSON."),
      discussion: spoken(
        en: "Example: palomar dns records example.org --zone > example.org.zone",
        es: "Ejemplo: palomar dns records example.org --zone > example.org.zone"))
    @Argument(transform: DomainName.init(_:)) var domain: DomainName
    @Flag(help: ArgumentHelp(spoken(en: "Print text for a zone file.", es: "Escribe texto para un fichero de zona.")))
    var zone = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let records = try await instance.client.inspect(ListDNSRecords(domain: domain))
      try output.show(records) { zone ? zoneText(of: $0, for: domain) : table(of: $0) }
    }
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Compare the DNS with what it should say.", es: "Compara el DNS con lo que debería decir."),
      discussion: spoken(
        en: """
          Answers are validated with DNSSEC. Ends with 1 unless every record is good; one that nobody can tell of is not.
          Example: palomar dns check example.org --resolver 192.0.2.53:53
          """,
        es: """
          Las respuestas se validan con DNSSEC. Termina con 1 salvo que todo esté bien; no lo está lo que nadie sabe decir.
          Ejemplo: palomar dns check example.org --resolver 192.0.2.53:53
          """))
    @Argument(transform: DomainName.init(_:)) var domain: DomainName
    @Option(
      help: ArgumentHelp(
        spoken(en: "Whom to ask, as ADDRESS:PORT.", es: "A quién se pregunta, como DIRECCIÓN:PUERTO."),
        valueName: "resolver"), transform: { try Endpoint($0) })
    var resolver: Endpoint?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let verdicts = try await instance.client.inspect(CheckDNSRecords(domain: domain, resolver: resolver))
      try output.show(verdicts) { table(of: $0) }
      guard verdicts.allSatisfy({ $0.state == .good }) else { throw ExitCodes.foundWanting }
    }
  }
}

/// The same as text for a zone file, with a comment above each purpose.
package func zoneText(of records: [ExpectedRecord], for domain: DomainName) -> String {
  let lines = records.map { record in
    (
      record: ZoneRecord(name: record.name, ttl: record.ttl, value: record.value),
      comment: record.purpose.text(in: .spoken)
    )
  }
  return ZoneFile(zone: domain, records: lines).text
}

private func table(of records: [ExpectedRecord]) -> String {
  var table = Table(
    spoken(en: "NAME", es: "NOMBRE"), spoken(en: "TYPE", es: "TIPO"), "TTL",
    spoken(en: "PURPOSE", es: "PARA QUÉ"), spoken(en: "VALUE", es: "VALOR"))
  for record in records {
    table.add(
      record.name.text, record.value.type.rawValue, "\(record.ttl)", record.purpose.text(in: .spoken),
      record.value.presentation)
  }
  guard !records.contains(where: { $0.purpose == .signature }) else { return table.text }
  return table.text + "\n"
    + spoken(
      en: "The DKIM key is still being made: ask again for its record.",
      es: "La clave DKIM aún se está creando: pida después su registro.")
}

private func table(of verdicts: [RecordVerdict]) -> String {
  var table = Table(
    spoken(en: "VERDICT", es: "VEREDICTO"), spoken(en: "NAME", es: "NOMBRE"), spoken(en: "TYPE", es: "TIPO"),
    "DNSSEC", spoken(en: "DETAIL", es: "DETALLE"))
  for verdict in verdicts {
    let record = verdict.record
    table.add(
      verdict.state.spokenName, record.name.text, record.value.type.rawValue,
      verdict.isValidated ? spoken(en: "proven", es: "probado") : "—", verdict.detail(in: .spoken))
  }
  return table.text
}

extension RecordVerdict.State {
  fileprivate var spokenName: String {
    switch self {
    case .good: spoken(en: "good", es: "bien")
    case .missing: spoken(en: "missing", es: "falta")
    case .different: spoken(en: "different", es: "distinto")
    case .unreachable: spoken(en: "unreachable", es: "sin respuesta")
    }
  }
}
