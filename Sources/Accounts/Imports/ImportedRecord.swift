import Foundation
import MailFormats
import MailModel
import Surface

/// One line of the file, read: an account as it describes it, or all that is wrong with it.
struct ImportedRecord: Sendable {
  let line: Int
  /// As it stands there, for the report.
  private(set) var shownAddress = ""
  /// `nil` when something is wrong; `findings` say what.
  private(set) var account: DescribedAccount?
  private(set) var password: Secret?
  private(set) var findings: [ImportFinding] = []
  /// Whether it brings a weak hash.
  private var isWeak = false

  /// Addresses in one field.
  private static let mostAddresses = 20

  init(_ record: CSVRecord, _ columns: [ImportColumn], of run: Import) {
    line = record.line
    switch record.content {
    case .broken(let flaw): findings = [ImportFinding(flaw, run.format?.encoding ?? .utf8)]
    case .fields(let fields): read(fields, columns, of: run)
    }
  }

  /// The record without its password, which is hashed now.
  func hashed(_ hash: PasswordHash?) -> ImportedRecord {
    var record = self
    record.password = nil
    record.account?.hash = hash ?? account?.hash
    return record
  }

  /// Nothing becomes of it, because of this.
  func refused(because fault: Fault) -> ImportedRecord {
    var record = hashed(nil)
    record.account = nil
    record.findings.append(ImportFinding(fault))
    return record
  }

  private mutating func read(_ fields: [String], _ columns: [ImportColumn], of run: Import) {
    guard fields.count <= columns.count else {
      return findings.append(
        ImportFinding(
          Text(
            en: "the line has \(fields.count) fields, and the first one names \(columns.count)",
            es: "la línea tiene \(fields.count) campos, y la primera nombra \(columns.count)"),
          hint: Text(
            en: "put quotation marks around fields with the delimiter in them",
            es: "ponga entre comillas los campos que contienen el separador")))
    }
    let pairs = zip(columns, fields.map { $0.trimmingCharacters(in: .whitespaces) })
    let values = Dictionary(pairs.filter { !$0.1.isEmpty }.map { ($0.0, $0.1) }) { first, _ in first }
    shownAddress = String((values[.address] ?? "").filter { !$0.isNewline }.prefix(254))
    let before = findings.count
    guard let address = attempt({ try Self.address(values[.address] ?? "", of: run) }) else { return }
    shownAddress = address.text
    var account = DescribedAccount(address: address, reason: "CSV: \(run.file)")
    read(values, into: &account)
    if findings.count == before { self.account = account }
    noteWeakness()
  }

  private mutating func read(_ values: [ImportColumn: String], into account: inout DescribedAccount) {
    let domain = account.address.domain
    if let name = values[.name] {
      account.displayName = attempt { try AddAccount.checked(name.precomposedStringWithCanonicalMapping) }
    }
    if let quota = values[.quota] { account.quota = attempt { try ByteCount(quota.filter { !$0.isWhitespace }) } }
    account.serviceClass = values[.serviceClass]
    if let from = values[.from] { account.validFrom = attempt { try moment(from) } }
    if let until = values[.until] { account.validUntil = attempt { try moment(until) } }
    if let aliases = values[.aliases] { account.aliases = attempt { try Self.addresses(aliases, in: domain) } ?? [] }
    if let groups = values[.groups] { account.groups = attempt { try Self.addresses(groups, in: domain) } ?? [] }
    account.setsPassword = values[.hash] != nil || values[.password] != nil
    if let hash = values[.hash], let given = attempt({ try GivenHash(hash) }) {
      account.hash = given.hash
      isWeak = given.isWeak
    }
    guard let password = values[.password].map(Secret.init) else { return }
    attempt { try PasswordRule.check(password) }
    if account.hash != nil {
      findings.append(
        ImportFinding(
          Text(en: "the line has a password and a hash", es: "la línea tiene una contraseña y un hash"),
          hint: Text(en: "leave one of them out", es: "omita una de las dos")))
    }
    self.password = password
  }

  /// A weak hash is taken over, with a word about it.
  private mutating func noteWeakness() {
    guard account != nil, isWeak else { return }
    findings.append(
      ImportFinding(
        Text(en: "the hash is weak", es: "el hash es débil"),
        hint: Text(
          en: "have the password changed; signing in to the console replaces the hash",
          es: "haga que se cambie la contraseña; entrar en la consola sustituye el hash")))
  }

  @discardableResult
  private mutating func attempt<Value>(_ body: () throws -> Value) -> Value? {
    do {
      return try body()
    } catch let fault as Fault {
      findings.append(ImportFinding(fault))
    } catch {
      findings.append(ImportFinding(Text(verbatim: "\(error)")))
    }
    return nil
  }

  /// In an import for one domain, its name may be left out.
  private static func address(_ text: String, of run: Import) throws(Fault) -> Address {
    guard !text.isEmpty else {
      throw Fault(.invalid, en: "the line has no address", es: "la línea no tiene dirección")
    }
    let full = run.domain.map { text.contains("@") ? text : "\(text)@\($0.name)" } ?? text
    let address = try Address(full)
    guard let domain = run.domain, address.domain != domain else { return address }
    throw Fault(
      .forbidden, en: "\(address) is not in \(domain), which this import is for",
      es: "\(address) no está en \(domain), para el que es esta importación")
  }

  private static func addresses(_ text: String, in domain: DomainName) throws(Fault) -> [Address] {
    let words = text.split { $0.isWhitespace || ",;|".contains($0) }
    guard words.count <= mostAddresses else {
      throw Fault(
        .invalid, en: "\(words.count) addresses in one field are too many",
        es: "\(words.count) direcciones en un campo son demasiadas",
        hint: Text(en: "give \(mostAddresses) at most", es: "dé \(mostAddresses) como mucho"))
    }
    var addresses: [Address] = []
    for word in words { addresses.append(try Address(word.contains("@") ? String(word) : "\(word)@\(domain.name)")) }
    return addresses
  }
}
