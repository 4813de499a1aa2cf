import Foundation
import Kernel
import MailModel
import Store

/// Has the journal's head written down in one more place outside.
package struct AddAnchor: Action {
  package static let name = "anchors.add"
  package static let route = Route.post("journal/anchors")
  package static let permission: Permission = "anchors.add"
  package static let forms: [String: TextForm] = ["name": TextForm(pattern: "^[a-z0-9][a-z0-9-]{0,39}$")]
  package static let summary = Text(en: "Adds an anchor of the journal.", es: "Añade un ancla del diario.")
  package var name: String
  package var kind: Anchor.Kind
  package var target: String?
  package var credential: Secret?

  package init(name: String, kind: Anchor.Kind, target: String? = nil, credential: Secret? = nil) {
    self.name = name
    self.kind = kind
    self.target = target
    self.credential = credential
  }

  package func perform(in work: Work) throws -> Anchor {
    try checkName()
    try AnchorTarget.check(kind, target, hasCredential: credential != nil)
    let anchor = Anchor(name: name, kind: kind, target: target, created: work.now, credential: credential)
    guard try anchor.insert(into: work.db) else {
      throw Fault(
        .conflict, en: "there is an anchor \(name) already", es: "ya existe un ancla \(name)",
        hint: Text(en: "choose another name", es: "elija otro nombre"), field: "name")
    }
    try work.enqueue(SealJournal(), key: SealJournal.name)
    return anchor
  }

  private func checkName() throws {
    guard name.wholeMatch(of: #/[a-z0-9][a-z0-9-]{0,39}/#) == nil else { return }
    throw Fault(
      .invalid, en: "an anchor cannot be called “\(name.prefix(60))”",
      es: "un ancla no puede llamarse «\(name.prefix(60))»",
      hint: Text(
        en: "take up to 40 small letters, digits and hyphens",
        es: "use hasta 40 letras minúsculas, cifras y guiones"), field: "name")
  }
}

/// Forgets an anchor; what stands there stays there.
package struct RemoveAnchor: Action {
  package static let name = "anchors.remove"
  package static let route = Route.delete("journal/anchors/{name}")
  package static let permission: Permission = "anchors.remove"
  package static let summary = Text(en: "Removes an anchor of the journal.", es: "Quita un ancla del diario.")
  package var name: String

  package init(name: String) {
    self.name = name
  }

  package func perform(in work: Work) throws -> Anchor {
    guard let anchor = try Anchor.find(name, in: work.db) else {
      throw Fault(
        .notFound, en: "there is no anchor \(name.prefix(60))", es: "no existe el ancla \(name.prefix(60))",
        hint: Text(
          en: "“palomar journal anchor list” shows those there are",
          es: "«palomar journal anchor list» muestra las que hay"), field: "name")
    }
    try work.record(before: anchor)
    try anchor.delete(from: work.db)
    return anchor
  }
}

package struct ListAnchors: Query {
  package static let name = "anchors.list"
  package static let route = Route.get("journal/anchors")
  package static let permission: Permission = "journal.read"
  package static let summary = Text(en: "Lists the anchors of the journal.", es: "Enumera las anclas del diario.")

  package init() {}

  package func answer(from db: any Database) throws -> [Anchor] {
    try Anchor.all(in: db)
  }
}
