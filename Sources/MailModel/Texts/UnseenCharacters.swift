/// Characters that a reader does not see and that change what is read: control characters, line separators, and those
/// that turn the direction of writing (Unicode Standard Annex #9), by which “gpj.exe” shows as “exe.jpg”.
package enum UnseenCharacters {
  package static func stand(in text: String) -> Bool {
    text.unicodeScalars.contains { scalar in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: true
      default: scalar.properties.isBidiControl
      }
    }
  }
}
