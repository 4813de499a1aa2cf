import Foundation
import MailModel
import Store

/// What the control plane must know before it can read its store: where the store is.
struct Bootstrap: Codable {
  /// A libpq connection string; `nil` is the embedded SQLite file.
  var postgreSQL: String?

  init(postgreSQL: String? = nil) {
    self.postgreSQL = postgreSQL
  }

  static func read(_ layout: Layout) throws -> Bootstrap {
    guard FileManager.default.fileExists(atPath: layout.bootstrap) else { return Bootstrap() }
    let data = try Data(contentsOf: URL(fileURLWithPath: layout.bootstrap))
    do {
      return try JSONDecoder().decode(Bootstrap.self, from: data)
    } catch {
      throw Fault(
        .invalid, en: "\(layout.bootstrap) cannot be read", es: "no se puede leer \(layout.bootstrap)",
        hint: Text(
          en: #"it holds {"postgreSQL": "host=… dbname=…"}; without the file the store is SQLite"#,
          es: #"contiene {"postgreSQL": "host=… dbname=…"}; sin el fichero el almacén es SQLite"#))
    }
  }

  func write(_ layout: Layout) throws {
    let data = try JSONEncoder().encode(self)
    let made = FileManager.default.createFile(
      atPath: layout.bootstrap, contents: data, attributes: [.posixPermissions: 0o600, .ownerAccountName: "palomar"])
    guard made else {
      throw Fault(
        .unavailable, en: "\(layout.bootstrap) cannot be written", es: "no se puede escribir \(layout.bootstrap)")
    }
  }

  func location(in layout: Layout) -> StoreLocation {
    postgreSQL.map(StoreLocation.postgreSQL) ?? .sqlite(path: layout.store)
  }
}
