/// One record of a file of separated values, or what is wrong with it.
package struct CSVRecord: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    case fields([String])
    case broken(CSVFlaw)
  }

  /// Where it begins, as an editor counts: 1 is the first.
  package var line: Int
  package var content: Content
  /// Where the next one begins.
  package var next: CSVPosition

  package init(line: Int, content: Content, next: CSVPosition) {
    self.line = line
    self.content = content
    self.next = next
  }
}

/// A place between two records.
package struct CSVPosition: Codable, Hashable, Sendable {
  /// Octets from the beginning of the file.
  package var offset: Int
  /// The line that begins there.
  package var line: Int

  package init(offset: Int, line: Int) {
    self.offset = offset
    self.line = line
  }
}

/// Why a record cannot be read. The records after it can.
package enum CSVFlaw: String, Codable, Hashable, Sendable, CaseIterable {
  case tooLong, tooManyFields
  case quoteNeverClosed, textAfterQuote
  /// Octets that the file's encoding has no character for.
  case undecodable
  case zeroCharacter
}

/// What a reader takes of one record before it gives it up.
package struct CSVLimits: Hashable, Sendable {
  /// Code units.
  package var length: Int
  package var fields: Int

  package init(length: Int = 16_384, fields: Int = 100) {
    self.length = length
    self.fields = fields
  }
}
