/// Reads separated values as they come, in memory that does not grow: whatever stands in the file, it holds one record of
/// bounded length.
///
/// RFC 4180 with what programs really write: other delimiters, line ends of any system, quotes inside of a field that does
/// not begin with one. A quote that is never closed costs its own line alone: the lines after it are read again.
package struct CSVReader: Sendable {
  private enum State { case start, bare, quoted, closed, skipping }

  private let encoding: TextEncoding
  private let delimiter: UInt16
  private let limits: CSVLimits

  private var position: CSVPosition
  private var state = State.start
  private var fields: [String] = []
  private var field: [UInt16] = []
  private var length = 0
  private var flaw: CSVFlaw?
  private var firstLine: Int
  private var isAfterReturn = false
  private var half: UInt8?
  /// Inside of quotes: where the record's first line ends, and all that was read since.
  private var firstBreak: CSVPosition?
  private var since: [UInt16] = []

  /// Begins anywhere between two records; `position` is `nil` at the beginning.
  package init(_ format: CSVFormat, at position: CSVPosition? = nil, limits: CSVLimits = CSVLimits()) {
    encoding = format.encoding
    delimiter = CSVUnit.of(format.delimiter)
    self.limits = limits
    self.position = position ?? CSVPosition(offset: format.mark, line: 1)
    firstLine = self.position.line
  }

  package mutating func read(_ octets: some Sequence<UInt8>, _ take: (CSVRecord) throws -> Void) rethrows {
    for octet in octets {
      if encoding.width == 1 {
        try read(unit: UInt16(octet), take)
      } else if let first = half {
        half = nil
        try read(unit: encoding.unit(first, octet), take)
      } else {
        half = octet
      }
    }
  }

  /// The file ends here.
  package mutating func finish(_ take: (CSVRecord) throws -> Void) rethrows {
    while state == .quoted { try giveUpQuote(take) }
    if half != nil {
      flaw = flaw ?? .undecodable
      position.offset += 1
    }
    if state != .start || !fields.isEmpty || isAfterReturn || flaw != nil { try end(take) }
  }

  private mutating func read(unit: UInt16, _ take: (CSVRecord) throws -> Void) rethrows {
    if isAfterReturn, state != .quoted {
      isAfterReturn = false
      if unit == CSVUnit.lineFeed {
        position.offset += encoding.width
        return try end(take)
      }
      try end(take)
    }
    position.offset += encoding.width
    length += 1
    if unit == 0 { flaw = flaw ?? .zeroCharacter }
    try step(unit, take)
    if length > limits.length, state != .start, state != .skipping { try giveUp(take) }
  }

  private mutating func step(_ unit: UInt16, _ take: (CSVRecord) throws -> Void) rethrows {
    switch state {
    case .quoted: readQuoted(unit)
    case .closed where unit == CSVUnit.quote:
      field.append(unit)
      note(unit)
      state = .quoted
    case .start where unit == CSVUnit.quote:
      (state, firstBreak, since) = (.quoted, nil, [])
    case _ where unit == CSVUnit.lineFeed: try end(take)
    case _ where unit == CSVUnit.carriageReturn: isAfterReturn = true
    case .skipping: break
    case _ where unit == delimiter: endField()
    case .closed:
      flaw = flaw ?? .textAfterQuote
      state = .bare
    case .start, .bare:
      field.append(unit)
      state = .bare
    }
  }

  private mutating func readQuoted(_ unit: UInt16) {
    if unit == CSVUnit.lineFeed || isAfterReturn { noteBreak(before: unit) } else { note(unit) }
    isAfterReturn = unit == CSVUnit.carriageReturn
    if unit == CSVUnit.quote { state = .closed } else { field.append(unit) }
  }

  /// A line ends with this unit if it is a line feed; otherwise the return before it ended the line.
  private mutating func noteBreak(before unit: UInt16) {
    position.line += 1
    guard firstBreak == nil else { return note(unit) }
    let isEnd = unit == CSVUnit.lineFeed
    firstBreak = CSVPosition(offset: position.offset - (isEnd ? 0 : encoding.width), line: position.line)
    since = isEnd ? [] : [unit]
  }

  private mutating func note(_ unit: UInt16) {
    if firstBreak != nil { since.append(unit) }
  }

  private mutating func endField() {
    state = .start
    guard fields.count < limits.fields else {
      flaw = flaw ?? .tooManyFields
      return field.removeAll(keepingCapacity: true)
    }
    if let text = encoding.text(field) { fields.append(text) } else { flaw = flaw ?? .undecodable }
    field.removeAll(keepingCapacity: true)
  }

  private mutating func giveUp(_ take: (CSVRecord) throws -> Void) rethrows {
    if state == .quoted, firstBreak != nil { return try giveUpQuote(take) }
    flaw = flaw ?? .tooLong
    state = .skipping
    (fields, field, since, firstBreak) = ([], [], [], nil)
  }

  /// The quote was never closed: its line is broken, and what came after is read again.
  private mutating func giveUpQuote(_ take: (CSVRecord) throws -> Void) rethrows {
    let again = since
    if let firstBreak { position = firstBreak }
    flaw = flaw ?? .quoteNeverClosed
    isAfterReturn = false
    try hand(over: .broken(flaw ?? .quoteNeverClosed), take)
    for unit in again { try read(unit: unit, take) }
  }

  private mutating func end(_ take: (CSVRecord) throws -> Void) rethrows {
    position.line += 1
    if state != .skipping { endField() }
    let content = flaw.map(CSVRecord.Content.broken) ?? .fields(fields)
    try hand(over: content, take)
  }

  /// An empty line is no record.
  private mutating func hand(over content: CSVRecord.Content, _ take: (CSVRecord) throws -> Void) rethrows {
    let record = CSVRecord(line: firstLine, content: content, next: position)
    (fields, field, length, flaw, state) = ([], [], 0, nil, .start)
    (firstBreak, since, firstLine) = (nil, [], position.line)
    if content != .fields([""]) { try take(record) }
  }
}
