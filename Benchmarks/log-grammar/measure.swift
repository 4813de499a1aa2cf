import Foundation
import MailFormats

// Reads a log in several ways, and prints for each its name, lines, seconds, known lines, trails and lines in trails.

struct Outcome {
  var lines = 0
  var known = 0
  var trails = 0
  var linked = 0
}

let hint = Int64(Date().timeIntervalSince1970)

func split(_ log: Data) -> Outcome {
  var outcome = Outcome()
  _ = log.withUnsafeBytes { log in LogLines.forEach(in: log) { _ in outcome.lines += 1 } }
  return outcome
}

func parsed(_ log: Data) -> Outcome {
  var outcome = Outcome()
  var reader = LogReader(clock: LogClock(hint: hint))
  var census = LogCensus()
  _ = log.withUnsafeBytes { log in
    LogLines.forEach(in: log) { line in
      census.count(reader.read(line), of: line)
      outcome.lines += 1
    }
  }
  outcome.known = census.known
  for shape in census.unknownShapes { FileHandle.standardError.write(Data("unknown: \(shape.shape)\n".utf8)) }
  return outcome
}

/// One part of a log, with the follower as it stands at the part's end.
func followed(_ part: Data, isContinuation: Bool) -> (Outcome, TrailFollower) {
  var outcome = Outcome()
  var reader = LogReader(clock: LogClock(hint: hint))
  var follower = TrailFollower(isContinuation: isContinuation)
  _ = part.withUnsafeBytes { part in
    LogLines.forEach(in: part) { line in
      follower.handle(reader.read(line), of: line) { outcome.take($0) }
      outcome.lines += 1
    }
  }
  return (outcome, follower)
}

extension Outcome {
  mutating func take(_ trail: MessageTrail) {
    trails += 1
    linked += trail.steps.count
  }
}

func parts(of log: Data, _ count: Int) -> [Data] {
  var parts: [Data] = []
  var start = log.startIndex
  for number in 1...count {
    var end = number == count ? log.endIndex : log.startIndex + log.count / count * number
    while end < log.endIndex, log[end - 1] != 10 { end += 1 }
    parts.append(log[start..<end])
    start = end
  }
  return parts
}

func correlated(_ log: Data, onCores cores: Int) async -> Outcome {
  let parts = parts(of: log, cores)
  let results = await withTaskGroup(of: (Int, Outcome, TrailFollower).self) { group in
    for (number, part) in parts.enumerated() {
      group.addTask {
        let (outcome, follower) = followed(part, isContinuation: number > 0)
        return (number, outcome, follower)
      }
    }
    return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }
  }
  var total = Outcome()
  var first: TrailFollower?
  for (_, outcome, follower) in results {
    total.lines += outcome.lines
    total.trails += outcome.trails
    total.linked += outcome.linked
    if first == nil { first = follower } else { first?.absorb(follower) { total.take($0) } }
  }
  first?.finish { total.take($0) }
  return total
}

func measure(_ name: String, rounds: Int = 5, _ work: () async -> Outcome) async {
  let clock = ContinuousClock()
  var best = Duration.seconds(3_600)
  var outcome = Outcome()
  for _ in 0..<rounds {
    let start = clock.now
    outcome = await work()
    best = min(best, clock.now - start)
  }
  print(
    name, outcome.lines, best / .seconds(1), outcome.known, outcome.trails, outcome.linked, separator: "\t")
}

let log = try Data(contentsOf: URL(filePath: CommandLine.arguments[1]))
await measure("split") { split(log) }
await measure("parsed") { parsed(log) }
await measure("correlated on one core") { await correlated(log, onCores: 1) }
await measure("correlated on two cores") { await correlated(log, onCores: 2) }
