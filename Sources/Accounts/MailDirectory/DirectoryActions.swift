import Kernel
import MailModel

/// Compares the mail directory with the store.
package struct VerifyDirectory: Inspection {
  package static let name = "directory.verify"
  package static let route = Route.get("directory/differences")
  package static let permission: Permission = "directory.read"
  package static let summary = Text(
    en: "Compares the mail directory with the store.", es: "Compara el directorio de correo con el almacén.")

  package init() {}

  package func inspect(with plane: ControlPlane) async throws -> [DirectoryDifference] {
    try await plane.directoryDifferences(repairs: false)
  }
}

/// Puts right whatever differs, in place and while mail flows.
package struct RebuildDirectory: Action {
  package static let name = "directory.rebuild"
  package static let route = Route.post("directory/rebuild")
  package static let permission: Permission = "directory.rebuild"
  package static let summary = Text(
    en: "Makes the mail directory say what the store says.",
    es: "Hace que el directorio de correo diga lo que dice el almacén.")

  package init() {}

  package func perform(in work: Work) throws -> String {
    try work.enqueue(ReconcileDirectory(), key: ReconcileDirectory.name)
    return ReconcileDirectory.name
  }
}
