import Adapters
import Foundation
import MailFormats

/// One log that is being read: its next line, read already, so that several logs can be taken in the order of time.
final class LogSource {
  private var tail: LogTail
  private var reader = LogReader(clock: LogClock(hint: Int64(Date().timeIntervalSince1970), zone: .current))
  private var next: (record: LogRecord, line: [UInt8])?
  private(set) var nextTime: Int64 = 0
  /// How far the lines were taken; the next one is not.
  private(set) var position: LogPosition

  init(_ tail: consuming LogTail) {
    position = tail.position
    self.tail = tail
  }

  var isEmpty: Bool { next == nil }
  var gap: String? { tail.gap }

  /// Looks for the next line, if it is not there yet.
  func fill() {
    while next == nil {
      readNext()
      if next == nil, !tail.fill() { return }
    }
  }

  func take(_ body: (LogRecord, UnsafeRawBufferPointer) -> Void) {
    guard let (record, line) = next else { return }
    line.withUnsafeBytes { body(record, $0) }
    position = tail.position
    next = nil
  }

  private func readNext() {
    next = tail.next { line in (reader.read(line), Array(line)) }
    if let time = next?.record.time, time != 0 { nextTime = time }
  }
}

extension LogZone {
  /// The host's, for logs of these years.
  static var current: LogZone {
    let year = Calendar(identifier: .gregorian).component(.year, from: Date())
    return LogZone(.current, years: (year - 15)...(year + 1))
  }
}
