import MailModel

/// The store does not serve, through nobody's request: in words for whoever runs it.
enum StoreOutage {
  static var busy: Fault {
    Fault(
      .unavailable, en: "another change keeps the store busy", es: "otro cambio mantiene ocupado el almacén",
      hint: Text(en: "try again in a moment", es: "inténtelo de nuevo en un momento"))
  }

  /// `words` are the engine's own.
  static func full(_ words: String) -> Fault {
    Fault(
      .unavailable, en: "the store has no room: \(words)", es: "el almacén no tiene espacio: \(words)",
      hint: Text(en: "free disk space; nothing was changed", es: "libere espacio en disco; no se cambió nada"))
  }

  static func unreadable(_ words: String) -> Fault {
    Fault(
      .unavailable, en: "the store cannot be used: \(words)", es: "no se puede usar el almacén: \(words)",
      hint: Text(
        en: "look at its file, its directory and the disk; if it is damaged, restore it",
        es: "revise su archivo, su directorio y el disco; si está dañado, restáurelo"))
  }

  static func away(_ words: String) -> Fault {
    Fault(
      .unavailable, en: "PostgreSQL does not serve: \(words)", es: "PostgreSQL no da servicio: \(words)",
      hint: Text(
        en: "start it, or correct its address in the bootstrap file",
        es: "arránquelo, o corrija su dirección en el archivo de arranque"))
  }

  /// The connection broke while the answer to COMMIT was awaited.
  static var undecided: Fault {
    Fault(
      .unavailable, en: "PostgreSQL went away while it recorded the change, which may be done or not",
      es: "PostgreSQL se fue mientras registraba el cambio, que puede estar hecho o no",
      hint: Text(en: "look before you try again", es: "compruébelo antes de reintentar"))
  }

  static func unfit(collation: String, encoding: String) -> Fault {
    Fault(
      .conflict, en: "the database sorts by \(collation) and encodes as \(encoding); Palomar needs C and UTF8",
      es: "la base de datos ordena según \(collation) y codifica en \(encoding); Palomar necesita C y UTF8",
      hint: Text(
        en: "make it with: createdb --template template0 --encoding UTF8 --locale C palomar",
        es: "créela con: createdb --template template0 --encoding UTF8 --locale C palomar"))
  }

  static var closed: Fault {
    Fault(
      .unavailable, en: "the store is closed: Palomar is stopping",
      es: "el almacén está cerrado: Palomar se está deteniendo")
  }
}
