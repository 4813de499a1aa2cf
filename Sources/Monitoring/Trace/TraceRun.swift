import Adapters
import MailFormats

/// A run under construction: stories that are told to the end, packed in the order in which they come, with the index to
/// find them by. A run never changes once it is in the store.
struct TraceRun: Sendable {
  /// Stories that lie together, compressed: in front of each, its length.
  struct Block: Sendable {
    /// The place of its first story in the run.
    let first: Int
    var firstTime: Int64
    var lastTime: Int64
    var body: [UInt8]
  }

  /// Octets of a block before it is compressed: small enough to be read for one story.
  static let blockSize = 64 << 10
  /// Stories of a run: it is searched apart from the others.
  static let most = 1 << 18

  private(set) var count = 0
  private(set) var firstTime = Int64.max
  private(set) var lastTime = Int64.min
  private(set) var blocks: [Block] = []
  /// For each key, its hashes with the places of their stories.
  private(set) var index = [[UInt64]](repeating: [], count: TraceKey.allCases.count)
  private var open: Block?

  init() {}

  mutating func add(_ story: [UInt8], from first: Int64, until last: Int64, _ keys: [StoryKeys.Key]) throws {
    let place = UInt64(count)
    for key in keys { index[key.kind.rawValue].append(key.hash.bits | place) }
    var block = open ?? Block(first: count, firstTime: first, lastTime: last, body: [])
    open = nil
    if block.body.capacity == 0 { block.body.reserveCapacity(TraceRun.blockSize + 8_192) }
    Story.append(UInt64(story.count), to: &block.body)
    block.body.append(contentsOf: story)
    block.firstTime = min(block.firstTime, first)
    block.lastTime = max(block.lastTime, last)
    count += 1
    firstTime = min(firstTime, first)
    lastTime = max(lastTime, last)
    open = block
    if block.body.count >= TraceRun.blockSize { try closeBlock() }
  }

  /// Sorts the index; nothing may be added after it.
  mutating func finish() throws {
    try closeBlock()
    for kind in index.indices { index[kind].sort() }
  }

  private mutating func closeBlock() throws {
    guard var block = open else { return }
    open = nil
    block.body = try Zstandard.compress(block.body, level: 1)
    blocks.append(block)
  }

  /// The stories of a block that was read from the store.
  static func stories(in body: [UInt8]) throws -> [ArraySlice<UInt8>] {
    let plain = try Zstandard.decompress(body, limit: 1 << 30)
    var reader = NumberReader(plain[...])
    var stories: [ArraySlice<UInt8>] = []
    while let story = reader.octets() { stories.append(story) }
    return stories
  }
}

/// A piece of a run's index, as the store has it: ascending words, each as the difference to the one before.
enum IndexPiece {
  static let most = 512

  static func encode(_ words: ArraySlice<UInt64>) -> [UInt8] {
    var octets: [UInt8] = []
    octets.reserveCapacity(words.count * 6)
    var last: UInt64 = 0
    for word in words {
      Story.append(word &- last, to: &octets)
      last = word
    }
    return octets
  }

  static func decode(_ octets: [UInt8]) -> [UInt64] {
    var reader = NumberReader(octets[...])
    var words: [UInt64] = []
    words.reserveCapacity(most)
    var last: UInt64 = 0
    while let step = reader.number() {
      last = last &+ step
      words.append(last)
    }
    return words
  }
}
