import Kernel
import MailModel
import Store

extension PageRequest {
  /// Stands for the state of what somebody looks at: goes into their form (`ConsoleForm.seen`) and comes back with it.
  package static func tag(of answer: some Encodable) throws -> String {
    EntityTag(of: try WireJSON.encoder().encode(answer)).text
  }

  /// What a form's `seen` is when it is shown again: what its reader decided by, until they have seen the other change.
  package func seen(_ answer: some Encodable, after fault: Fault?) throws -> String {
    let now = try Self.tag(of: answer)
    guard let fault, !fault.isOutdated else { return now }
    return form[ConsoleForm.seenField] ?? now
  }

  /// Refuses, with a fault that `isOutdated`, unless what `query` answers still is what the form was filled in for.
  package func unchanged(_ query: some Query) -> Precondition {
    guard let seen = form[ConsoleForm.seenField] else { return .none }
    return Precondition { db in
      guard try Self.tag(of: query.answer(from: db)) == seen else { throw Fault.outdated }
    }
  }

  /// Does what a form asks for and leads to `place`; when it cannot be as it was asked, shows `page` with the fault.
  package func submitted(
    to place: String, _ work: () async throws -> Void, otherwise page: (Fault) async throws -> PageContent
  ) async throws -> PageReply {
    do {
      try await work()
      return .redirect(to: place)
    } catch let fault as Fault where fault.code != .forbidden && fault.code != .unavailable {
      return .page(try await page(fault))
    }
  }

  /// What the form before has done, as `done` in the address says it.
  package var notice: Text? {
    switch query["done"] {
    case "added": Text(en: "Added.", es: "Añadido.")
    case "changed": Text(en: "The changes are in force.", es: "Los cambios están en vigor.")
    case "removed": Text(en: "Removed.", es: "Eliminado.")
    case "restored": Text(en: "Restored.", es: "Recuperado.")
    default: nil
    }
  }
}
