import Surface

/// Its number in the store is nobody's business: on the wire it has its name.
extension TraceStatus: Illustrated {
  package static let shape = JSONShape.choice(allCases.map { "\($0)" })
  package static let sample = TraceStatus.delivered
}
