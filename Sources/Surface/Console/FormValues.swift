import Foundation

/// The fields of a form or a query string (URL Standard §5.1). What comes under one name several times stands in one
/// text, in lines.
enum FormValues {
  static func parse(_ text: String) -> [String: String] {
    let pairs = text.split(separator: "&").map { pair -> (String, String) in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
        $0.replacing("+", with: " ").removingPercentEncoding ?? ""
      }
      return (parts[0], parts.count == 2 ? parts[1] : "")
    }
    return Dictionary(grouping: pairs, by: \.0).mapValues { $0.map(\.1).joined(separator: "\n") }
  }

  static func lines(of value: String) -> [String] {
    value.split(whereSeparator: \.isNewline).map(String.init)
  }

  /// As a query string, in the order of the names; what is empty is left out.
  static func query(_ values: [String: String]) -> String {
    values.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
      .map { "\($0.key)=\(PagePath.escaped($0.value))" }.joined(separator: "&")
  }
}

extension PageRequest {
  /// All values that came under a name: the rows that were chosen, or the choices of a field `several`.
  package func all(_ name: String) -> [String] {
    FormValues.lines(of: form[name] ?? "")
  }
}
