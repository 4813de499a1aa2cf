import Kernel

/// What a door takes and what it answers.
struct DoorShapes: Sendable {
  let request: JSONShape
  let answer: JSONShape
  /// Whether the types could be read to their end; if not, the description holds what came before.
  let isWhole: Bool
  /// Whether the answer may be a page of a longer list.
  let isPaged: Bool

  init<Kind: Request, Answer: Decodable>(_ request: Kind.Type, _ answer: Answer.Type) {
    let taken = ShapeReader.read(request)
    let given = ShapeReader.read(answer)
    self.request = taken.shape.described(by: request.forms)
    self.answer = given.shape
    isWhole = taken.value != nil && given.value != nil
    isPaged = answer is any Paged.Type
  }
}
