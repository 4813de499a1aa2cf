import MailFormats

/// What became of the follower's trails since they were kept last, and the rows in which they stand.
struct RecentRows {
  private struct Change {
    let trail: MessageTrail
    let isOpen: Bool
  }

  /// A trail as it is kept.
  private struct Kept {
    let row: Int64
    let ending: MessageTrail.Ending
    let lines: Int
    let links: Int

    init(_ trail: MessageTrail, in row: Int64) {
      self.row = row
      ending = trail.ending
      lines = trail.steps.count
      links = trail.links.count
    }

    func holds(_ trail: MessageTrail) -> Bool {
      ending == trail.ending && lines == trail.steps.count && links == trail.links.count
    }
  }

  private var changed: [UInt64: Change] = [:]
  private var kept: [UInt64: Kept] = [:]
  private var closed: [Int64] = []
  /// Of stories that no follower numbers.
  private var lone: [MessageTrail] = []
  /// The row that was given last.
  private var lastRow: Int64

  init(after row: Int64) {
    lastRow = row
  }

  /// Nothing more comes of it.
  mutating func end(_ trail: MessageTrail) {
    guard trail.serial != 0 else { return lone.append(trail) }
    changed[trail.serial] = nil
    if let known = kept[trail.serial], known.holds(trail) {
      closed.append(known.row)
      kept[trail.serial] = nil
    } else {
      changed[trail.serial] = Change(trail: trail, isOpen: false)
    }
  }

  /// It changed, and goes on.
  mutating func note(_ trail: MessageTrail) {
    changed[trail.serial] = Change(trail: trail, isOpen: true)
  }

  /// What is to be written since the last time, each story in its row, and the rows of which no more will come.
  mutating func takeChanges() -> (stories: [TraceWriter.Recent], closed: [Int64]) {
    var keys = StoryKeys()
    var stories: [TraceWriter.Recent] = []
    for (serial, change) in changed.sorted(by: { $0.key < $1.key }) {
      let row = kept[serial]?.row ?? newRow()
      kept[serial] = change.isOpen ? Kept(change.trail, in: row) : nil
      stories.append(Self.story(change.trail, in: row, isOpen: change.isOpen, &keys))
    }
    for trail in lone { stories.append(Self.story(trail, in: newRow(), isOpen: false, &keys)) }
    defer {
      changed = [:]
      closed = []
      lone = []
    }
    return (stories, closed)
  }

  private mutating func newRow() -> Int64 {
    lastRow += 1
    return lastRow
  }

  private static func story(
    _ trail: MessageTrail, in row: Int64, isOpen: Bool, _ keys: inout StoryKeys
  ) -> TraceWriter.Recent {
    var story: [UInt8] = []
    Story.encode(trail, into: &story)
    keys.read(trail)
    return TraceWriter.Recent(
      id: row, isOpen: isOpen, firstTime: trail.firstTime, lastTime: trail.lastTime, story: story, keys: keys.keys)
  }
}
