/// The trails that are not handed over yet, by queue ID.
struct TrailTable: Sendable {
  private struct Slot: Sendable {
    var trail: MessageTrail?
    /// Tells a slot's users apart.
    var serial: UInt64 = 0
    var isChanged = false
  }

  /// A trail that is in a slot, or was.
  struct Ticket: Sendable {
    fileprivate let slot: Int
    fileprivate let serial: UInt64
  }

  private var slots: [Slot] = []
  private var free: [Int] = []
  private var places: [LogIdentifier: Int] = [:]
  private var serial: UInt64 = 0
  private(set) var weight = 0
  /// The slots that changed since they were last asked for, if somebody wants to know.
  private var changes: [Int]?

  var count: Int { places.count }

  func place(of id: LogIdentifier) -> Int? { places[id] }

  func place(of ticket: Ticket) -> Int? {
    slots[ticket.slot].serial == ticket.serial && slots[ticket.slot].trail != nil ? ticket.slot : nil
  }

  mutating func open(_ id: LogIdentifier) -> (place: Int, ticket: Ticket) { adopt(MessageTrail(id)) }

  /// Takes a trail in; none of its queue ID may be there.
  mutating func adopt(_ trail: MessageTrail) -> (place: Int, ticket: Ticket) {
    serial += 1
    let place = free.popLast() ?? slots.count
    var trail = trail
    trail.serial = serial
    let slot = Slot(trail: trail, serial: serial)
    if place == slots.count { slots.append(slot) } else { slots[place] = slot }
    places[trail.id] = place
    weight += trail.weight
    note(place)
    return (place, Ticket(slot: place, serial: serial))
  }

  func ticket(of place: Int) -> Ticket { Ticket(slot: place, serial: slots[place].serial) }

  func hasArrival(at place: Int) -> Bool { slots[place].trail?.hasArrival ?? false }
  func isQueued(at place: Int) -> Bool { slots[place].trail?.isQueued ?? false }
  func ending(at place: Int) -> MessageTrail.Ending { slots[place].trail?.ending ?? .open }
  func hasSteps(at place: Int) -> Bool { !(slots[place].trail?.steps.isEmpty ?? true) }

  mutating func add(_ record: LogRecord, of line: UnsafeRawBufferPointer, _ sequence: Int, at place: Int) {
    let before = slots[place].trail?.weight ?? 0
    slots[place].trail?.add(record, of: line, sequence)
    note(place)
    weight += (slots[place].trail?.weight ?? 0) - before
  }

  mutating func link(_ kind: MessageTrail.Link.Kind, _ other: LogIdentifier, at place: Int) {
    slots[place].trail?.link(kind, other)
    note(place)
  }

  mutating func end(_ ending: MessageTrail.Ending, at place: Int) {
    slots[place].trail?.ending = ending
    note(place)
  }

  /// Calls `body` with each trail that is still here and changed since the last call; from the first call on.
  mutating func takeChanges(_ body: (MessageTrail) throws -> Void) rethrows {
    let places = changes ?? slots.indices.filter { slots[$0].trail != nil }
    changes = []
    for place in places {
      slots[place].isChanged = false
      if let trail = slots[place].trail { try body(trail) }
    }
  }

  private mutating func note(_ place: Int) {
    guard changes != nil, !slots[place].isChanged else { return }
    slots[place].isChanged = true
    changes?.append(place)
  }

  mutating func take(at place: Int) -> MessageTrail? {
    guard let trail = slots[place].trail else { return nil }
    slots[place].trail = nil
    places[trail.id] = nil
    free.append(place)
    weight -= trail.weight
    return trail
  }

  /// All that are left, in the order in which they were opened.
  mutating func takeAll() -> [MessageTrail] {
    let trails = slots.filter { $0.trail != nil }.sorted { $0.serial < $1.serial }.compactMap(\.trail)
    self = TrailTable()
    return trails
  }
}
