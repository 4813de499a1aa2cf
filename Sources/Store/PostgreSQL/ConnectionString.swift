import CPostgreSQL
import MailModel

/// Where a libpq connection string leads: the same database, for those who sign in to it as somebody else. What it leaves
/// out is as Debian's libpq has it, for the user that the control plane runs as (libpq's “Connection Strings”).
package struct ConnectionString: Sendable {
  package let host: String
  package let port: Int
  package let database: String

  package init(_ text: String) throws(Fault) {
    var complaint: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(text, &complaint) else {
      let words = complaint.map { String(cString: $0) } ?? "?"
      PQfreemem(complaint)
      throw Fault(
        .invalid, en: "this is not a PostgreSQL connection: \(words)",
        es: "esto no es una conexión PostgreSQL: \(words)",
        hint: Text(
          en: "write it as in “host=127.0.0.1 user=palomar dbname=palomar”",
          es: "escríbala como en «host=127.0.0.1 user=palomar dbname=palomar»"))
    }
    defer { PQconninfoFree(options) }
    var values: [String: String] = [:]
    var option = options
    while let name = option.pointee.keyword {
      if let value = option.pointee.val { values[String(cString: name)] = String(cString: value) }
      option += 1
    }
    host = values["host"] ?? values["hostaddr"] ?? "/var/run/postgresql"
    port = values["port"].flatMap { Int($0) } ?? 5_432
    database = values["dbname"] ?? values["user"] ?? "palomar"
  }
}
