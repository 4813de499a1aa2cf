/// One line of separated values for spreadsheets (RFC 4180).
package enum CSVLine {
  package static func text(_ cells: [String]) -> String {
    cells.map(cell).joined(separator: ",") + "\r\n"
  }

  /// A spreadsheet takes a cell that begins like this for a formula and would run it, so it gets an apostrophe.
  private static func cell(_ text: String) -> String {
    let isFormula = text.unicodeScalars.first.map { "=+-@\t\r\n".unicodeScalars.contains($0) } ?? false
    let safe = isFormula ? "'" + text : text
    guard safe.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return safe }
    // By scalars: what stands before or behind a quote may make one character of it and itself.
    var doubled = String.UnicodeScalarView()
    for scalar in safe.unicodeScalars {
      if scalar == "\"" { doubled.append(scalar) }
      doubled.append(scalar)
    }
    return "\"\(String(doubled))\""
  }
}
