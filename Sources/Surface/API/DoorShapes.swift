/// What a door takes and what it answers.
struct DoorShapes {
  let request: JSONShape
  let answer: JSONShape
  /// Whether the types could be read to their end; if not, the description holds what came before.
  let isWhole: Bool

  init<Request: Decodable, Answer: Decodable>(_ request: Request.Type, _ answer: Answer.Type) {
    let taken = ShapeReader.read(request)
    let given = ShapeReader.read(answer)
    self.request = taken.shape
    self.answer = given.shape
    isWhole = taken.value != nil && given.value != nil
  }
}
