/// Asks that the configuration follow the desired state, because something that it is made of changed.
/// Deployment carries it out; several requests that wait become one.
package struct RolloutRequest: JobBody {
  package static let name = "rollouts.follow"
  package var reason: String
  package var actor: String
}

extension Work {
  package func requestRollout(because reason: String) throws {
    try enqueue(RolloutRequest(reason: reason, actor: principal.name), key: RolloutRequest.name)
  }
}
