import Foundation
import Kernel
import MailModel

/// A report in words.
extension JournalReport {
  package func text(in language: Language) -> String {
    let lines = findings.map { $0.text } + rest + [summary] + anchors.map(\.text) + unanchored
    return lines.map { $0(in: language) }.joined(separator: "\n")
  }

  private var rest: [Text] {
    guard omitted > 0 else { return [] }
    return [Text(en: "… and \(omitted) findings more.", es: "… y \(omitted) hallazgos más.")]
  }

  private var summary: Text {
    let end = head.map { "\($0.number) \($0.hash)" } ?? "—"
    guard ok else {
      return Text(
        en: "The journal does not hold: \(findings.count + omitted) findings in \(entries) entries. Its end: \(end)",
        es: "El diario no se sostiene: \(findings.count + omitted) hallazgos en \(entries) entradas. Su final: \(end)")
    }
    return Text(
      en: "The chain of \(entries) entries is unbroken. Its end: \(end)",
      es: "La cadena de \(entries) entradas no tiene roturas. Su final: \(end)")
  }

  /// A chain alone proves nothing to somebody who could write all of it anew.
  private var unanchored: [Text] {
    guard !anchors.contains(where: { $0.proven != nil }) else { return [] }
    return [
      Text(
        en: "No anchor proves it: entries removed at the end, or all written anew, would not show.",
        es: "Ningún ancla lo prueba: no se vería si se quitaron entradas del final o se reescribió todo.")
    ]
  }
}

extension AnchorVerdict {
  var text: Text {
    guard let proven, let sealed else {
      return Text(
        en: "Anchor \(name) (\(source.text.en)) proves nothing yet.",
        es: "El ancla \(name) (\(source.text.es)) aún no prueba nada.")
    }
    let time = sealed.date.formatted(.iso8601)
    return Text(
      en: "Anchor \(name) (\(source.text.en)) proves all up to entry \(proven), sealed at \(time).",
      es: "El ancla \(name) (\(source.text.es)) prueba todo hasta la entrada \(proven), sellada en \(time).")
  }
}

extension AnchorVerdict.Source {
  fileprivate var text: Text {
    switch self {
    case .anchor: Text(en: "read where it lies", es: "leída donde está")
    case .record: Text(en: "by Palomar's own record", es: "según el registro del propio Palomar")
    case .copy: Text(en: "a copy", es: "una copia")
    }
  }
}

extension JournalFinding {
  package var text: Text {
    switch kind {
    case .changed: Text(en: "changed: \(numbers.en)", es: "modificado: \(numbers.es)")
    case .removed: Text(en: "removed: \(numbers.en)", es: "eliminado: \(numbers.es)")
    case .moved:
      Text(
        en: "reordered: \(numbers.en), written as \(writtenAs ?? 0)\(first == last ? "" : " and following")",
        es: "reordenado: \(numbers.es), con número original \(writtenAs ?? 0)\(first == last ? "" : " y siguientes")")
    case .inserted: Text(en: "inserted: \(numbers.en)", es: "insertado: \(numbers.es)")
    case .replaced:
      Text(
        en: "replaced: \(numbers.en), because the entry after was written after another",
        es: "sustituido: \(numbers.es), pues la entrada siguiente se escribió tras otra")
    case .empty:
      Text(
        en: "empty: there is no entry at all, though every instance begins with one",
        es: "vacío: no hay ninguna entrada, aunque toda instancia empieza con una")
    case .rewritten, .cutOff, .anchorMissing, .anchorOutdated, .anchorUnreadable: anchorText
    }
  }

  private var anchorText: Text {
    let anchor = anchor ?? ""
    return switch kind {
    case .rewritten:
      Text(
        en: "rewritten: entry \(last ?? 0) is not the one sealed in \(anchor); suspect \(numbers.en)",
        es: "reescrito: la entrada \(last ?? 0) no es la sellada en \(anchor); sospeche de \(numbers.es)")
    case .cutOff:
      Text(
        en: "removed at the end: \(numbers.en), sealed in \(anchor)",
        es: "eliminado al final: \(numbers.es), con sello en \(anchor)")
    case .anchorMissing:
      Text(en: "anchor \(anchor): it holds no seal", es: "ancla \(anchor): no contiene ningún sello")
    case .anchorOutdated:
      Text(
        en: "anchor \(anchor): its last seal is older than it should be",
        es: "ancla \(anchor): su último sello es más antiguo de lo debido")
    default:
      Text(
        en: "anchor \(anchor): line \(first ?? 0) is no seal",
        es: "ancla \(anchor): la línea \(first ?? 0) no es un sello")
    }
  }

  private var numbers: Text {
    guard let first, let last, first != last else {
      return Text(en: "entry \(first ?? 0)", es: "entrada \(first ?? 0)")
    }
    return Text(en: "entries \(first) to \(last)", es: "entradas \(first) a \(last)")
  }
}
