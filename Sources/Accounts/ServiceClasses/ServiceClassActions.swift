import Kernel
import MailModel
import Store

/// Makes a class of service. What is not given is as generous as can be.
package struct AddClass: Action {
  package static let name = "classes.add"
  package static let route = Route.post("classes")
  package static let permission: Permission = "classes.add"
  package static let forms: [String: TextForm] = ["name": TextForm(pattern: "^[a-z0-9][a-z0-9._-]{0,39}$")]
  package static let summary = Text(en: "Adds a class of service.", es: "Añade una clase de servicio.")
  package var name: String
  package var quota: ByteCount?
  package var protocols: Protocols?
  package var forwards: Bool?

  package init(name: String, quota: ByteCount? = nil, protocols: Protocols? = nil, forwards: Bool? = nil) {
    self.name = name
    self.quota = quota
    self.protocols = protocols
    self.forwards = forwards
  }

  package func perform(in work: Work) throws -> ServiceClass {
    let made = ServiceClass(
      name: try ServiceClass.checked(name), quota: quota?.bytes == 0 ? nil : quota, protocols: protocols ?? .all,
      forwards: forwards ?? true, created: work.now)
    guard try ServiceClass.find(name, in: work.db) == nil else {
      throw Fault(
        .conflict, en: "there is a class of service “\(name)” already", es: "ya existe la clase de servicio «\(name)»",
        hint: Text(en: "change it with “palomar class set”", es: "cámbiela con «palomar class set»"), field: "name")
    }
    try made.save(in: work.db)
    return made
  }
}

/// Changes what is given, for every account of the class that has no value of its own. A quota of 0 is no limit.
package struct ChangeClass: Action {
  package static let name = "classes.change"
  package static let route = Route.put("classes/{name}")
  package static let permission: Permission = "classes.change"
  package static let summary = Text(en: "Changes a class of service.", es: "Modifica una clase de servicio.")
  package var name: String
  package var quota: ByteCount?
  package var protocols: Protocols?
  package var forwards: Bool?

  package init(name: String, quota: ByteCount? = nil, protocols: Protocols? = nil, forwards: Bool? = nil) {
    self.name = name
    self.quota = quota
    self.protocols = protocols
    self.forwards = forwards
  }

  package func perform(in work: Work) throws -> ServiceClass {
    let before = try ServiceClass.existing(name, in: work.db)
    var changed = before
    if let quota { changed.quota = quota.bytes == 0 ? nil : quota }
    if let protocols { changed.protocols = protocols }
    if let forwards { changed.forwards = forwards }
    guard changed != before else { return changed }
    try work.record(before: before)
    try changed.save(in: work.db)
    if changed.quota.map(\.bytes) ?? .max > before.quota.map(\.bytes) ?? .max {
      for domain in try Domain.all(in: work.db) { try Domain.requireRoom(domain.name, in: work.db) }
    }
    let isNarrower = !before.protocols.words.isSubset(of: changed.protocols.words)
    try work.publishAccounts(ofClass: name, endsSessions: isNarrower)
    return changed
  }
}

package struct RemoveClass: Action {
  package static let name = "classes.remove"
  package static let route = Route.delete("classes/{name}")
  package static let permission: Permission = "classes.remove"
  package static let summary = Text(
    en: "Removes a class of service that nobody has.", es: "Elimina una clase de servicio que nadie tiene.")
  package var name: String

  package init(name: String) {
    self.name = name
  }

  package func perform(in work: Work) throws -> ServiceClass {
    let found = try ServiceClass.existing(name, in: work.db)
    let accounts = try Account.count(ofClass: name, in: work.db)
    guard accounts == 0 else {
      throw Fault(
        .conflict, en: "\(accounts) accounts have the class “\(name)”",
        es: "\(accounts) cuentas tienen la clase «\(name)»",
        hint: Text(
          en: "give them another: palomar account set ADDRESS --class NAME",
          es: "deles otra: palomar account set DIRECCIÓN --class NOMBRE"), field: "name")
    }
    let domains = try Domain.count(defaultingTo: name, in: work.db)
    guard domains == 0 else {
      throw Fault(
        .conflict, en: "new accounts of \(domains) domains get the class “\(name)”",
        es: "las cuentas nuevas de \(domains) dominios reciben la clase «\(name)»",
        hint: Text(
          en: "say otherwise first: palomar domain set DOMAIN --class NAME",
          es: "diga antes otra cosa: palomar domain set DOMINIO --class NOMBRE"), field: "name")
    }
    try work.record(before: found)
    try work.db.execute("DELETE FROM service_class WHERE name = \(name)")
    return found
  }
}

package struct ListClasses: Query {
  package static let name = "classes.list"
  package static let route = Route.get("classes")
  package static let permission: Permission = "classes.read"
  package static let summary = Text(en: "Lists the classes of service.", es: "Enumera las clases de servicio.")

  package init() {}

  package func answer(from db: any Database) throws -> [ServiceClass] {
    try ServiceClass.all(in: db)
  }
}

package struct ShowClass: Query {
  package static let name = "classes.show"
  package static let route = Route.get("classes/{name}")
  package static let permission: Permission = "classes.read"
  package static let summary = Text(en: "Shows one class of service.", es: "Muestra una clase de servicio.")
  package var name: String

  package init(name: String) {
    self.name = name
  }

  package func answer(from db: any Database) throws -> ServiceClass {
    try ServiceClass.existing(name, in: db)
  }
}
