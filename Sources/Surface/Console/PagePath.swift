import Foundation

/// A value in the path or the query of a page's address.
package enum PagePath {
  package static func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
  }
}
