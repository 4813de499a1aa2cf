import Kernel

extension ConsolePage {
  /// What the page answers; to a change that waits for a second person, the page of its request.
  func reply(to request: PageRequest) async throws -> PageReply {
    do {
      return try await answer(request)
    } catch let waiting as AwaitingApproval {
      return .redirect(to: "/requests/\(waiting.request.id)")
    }
  }
}
