import MailFormats

/// A trail as the store keeps it: its lines as they stood, with the moments that were read from them. What the lines say
/// is read anew whenever somebody looks, so that a grammar that learns makes old stories clearer.
///
/// One after the other: ending, links, count of lines left out, count of lines, and for each line its moment as the
/// difference to the one before and its octets. Numbers are of variable length, seven bits an octet, the lowest first.
struct Story: Sendable {
  struct Line: Sendable {
    /// Microseconds since 1970.
    let time: Int64
    let octets: [UInt8]
  }

  let id: LogIdentifier
  let ending: MessageTrail.Ending
  let links: [MessageTrail.Link]
  let linesLeftOut: Int
  let lines: [Line]

  var firstTime: Int64 { lines.first?.time ?? 0 }
  var lastTime: Int64 { lines.last?.time ?? 0 }

  /// Its lines, read again.
  func trail() -> MessageTrail {
    var trail = MessageTrail(id, ending: ending, links: links, linesLeftOut: linesLeftOut)
    for line in lines { Story.reading(line) { trail.append($0, of: $1) } }
    return trail
  }

  /// Reads a line; its moment is known already.
  static func reading(_ line: Line, _ body: (LogRecord, UnsafeRawBufferPointer) -> Void) {
    var reader = LogReader(clock: LogClock(hint: line.time / 1_000_000))
    line.octets.withUnsafeBytes { octets in
      var record = reader.read(octets)
      record.time = line.time
      body(record, octets)
    }
  }
}

extension Story {
  static func encode(_ trail: MessageTrail, into octets: inout [UInt8]) {
    trail.id.withOctets { append($0, to: &octets) }
    octets.append(trail.ending.rawValue)
    append(UInt64(trail.links.count), to: &octets)
    for link in trail.links {
      octets.append(link.kind.rawValue)
      link.other.withOctets { append($0, to: &octets) }
    }
    append(UInt64(trail.stepsLeftOut), to: &octets)
    append(UInt64(trail.steps.count), to: &octets)
    var last: Int64 = 0
    for step in trail.steps {
      append(zigzag: step.record.time &- last, to: &octets)
      last = step.record.time
      trail.withLine(of: step) { append($0, to: &octets) }
    }
  }

  private static func append(_ text: UnsafeRawBufferPointer, to octets: inout [UInt8]) {
    append(UInt64(text.count), to: &octets)
    octets.append(contentsOf: text)
  }

  static func append(_ number: UInt64, to octets: inout [UInt8]) {
    var rest = number
    while rest >= 0x80 {
      octets.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    octets.append(UInt8(truncatingIfNeeded: rest))
  }

  private static func append(zigzag number: Int64, to octets: inout [UInt8]) {
    append(UInt64(bitPattern: (number << 1) ^ (number >> 63)), to: &octets)
  }
}

extension Story {
  /// What `encode` wrote; `nil` when it is damaged.
  init?(_ octets: ArraySlice<UInt8>) {
    var reader = NumberReader(octets)
    guard let id = reader.octets().flatMap({ $0.withUnsafeBytes { LogIdentifier($0) } }),
      let ending = reader.octet().flatMap(MessageTrail.Ending.init(rawValue:)),
      let links = Story.links(&reader), let leftOut = reader.number(), let count = reader.number(),
      count <= MessageTrail.mostSteps
    else { return nil }
    var lines: [Line] = []
    var time: Int64 = 0
    for _ in 0..<count {
      guard let step = reader.number(), let line = reader.octets() else { return nil }
      time &+= Int64(bitPattern: step >> 1) ^ -Int64(bitPattern: step & 1)
      lines.append(Line(time: time, octets: Array(line)))
    }
    self.init(id: id, ending: ending, links: links, linesLeftOut: Int(clamping: leftOut), lines: lines)
  }

  private static func links(_ reader: inout NumberReader) -> [MessageTrail.Link]? {
    guard let count = reader.number(), count <= 100_000 else { return nil }
    var links: [MessageTrail.Link] = []
    for _ in 0..<count {
      guard let kind = reader.octet().flatMap(MessageTrail.Link.Kind.init(rawValue:)),
        let other = reader.octets().flatMap({ $0.withUnsafeBytes { LogIdentifier($0) } })
      else { return nil }
      links.append(MessageTrail.Link(kind: kind, other: other))
    }
    return links
  }
}

/// Reads numbers of variable length and the octets that they count.
struct NumberReader {
  private var rest: ArraySlice<UInt8>

  init(_ octets: ArraySlice<UInt8>) {
    rest = octets
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func octet() -> UInt8? { rest.popFirst() }

  mutating func number() -> UInt64? {
    var number: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let octet = rest.popFirst() else { return nil }
      number |= UInt64(octet & 0x7F) << shift
      if octet < 0x80 { return number }
    }
    return nil
  }

  mutating func octets() -> ArraySlice<UInt8>? {
    guard let count = number(), count <= UInt64(rest.count) else { return nil }
    defer { rest = rest.dropFirst(Int(count)) }
    return rest.prefix(Int(count))
  }
}
