/// How much of a log was understood, and examples of what was not.
package struct LogCensus: Hashable, Sendable {
  /// Lines that the grammar does not know, alike but for numbers, IDs and addresses.
  package struct Unknown: Hashable, Sendable {
    package let program: String
    package let shape: String
    package fileprivate(set) var count: Int
    /// The first ones, each cut after `LogCensus.longestExample` octets.
    package fileprivate(set) var examples: [String]
  }

  package static let examplesPerShape = 3
  package static let longestExample = 500
  /// Shapes beyond count together: somebody may write anything into a log.
  package static let mostShapes = 200

  package private(set) var known = 0
  package private(set) var foreign = 0
  package private(set) var empty = 0
  package private(set) var unknown = 0
  private var shapes: [String: Unknown] = [:]

  package init() {}

  package mutating func count(_ record: LogRecord, of line: UnsafeRawBufferPointer) {
    switch record.event {
    case .postfix, .dovecot, .rspamd: known += 1
    case .foreign: foreign += 1
    case .empty: empty += 1
    case .unknown:
      unknown += 1
      note(record, line)
    }
  }

  /// The most frequent first.
  package var unknownShapes: [Unknown] {
    shapes.values.sorted { ($1.count, $0.shape) < ($0.count, $1.shape) }
  }

  private mutating func note(_ record: LogRecord, _ line: UnsafeRawBufferPointer) {
    let program = record.program.text(in: line)
    let message = record.message.isEmpty ? LogSlice(0, line.count) : record.message
    var shape = program + ": " + LogCensus.shape(of: message.text(in: line))
    if shapes[shape] == nil, shapes.count >= LogCensus.mostShapes { shape = "…" }
    var entry = shapes[shape] ?? Unknown(program: program, shape: shape, count: 0, examples: [])
    entry.count += 1
    if entry.examples.count < LogCensus.examplesPerShape {
      entry.examples.append(String(decoding: line.prefix(LogCensus.longestExample), as: UTF8.self))
    }
    shapes[shape] = entry
  }

  /// The first words, with a mark in place of each that holds a digit, a bracket or an @.
  private static func shape(of message: String) -> String {
    message.prefix(longestExample).split(separator: " ").prefix(8).map { word in
      word.contains { $0.isNumber || "@<>[]=/".contains($0) } ? "…" : String(word)
    }.joined(separator: " ")
  }
}
