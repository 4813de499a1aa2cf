import Foundation
import Kernel
import MailFormats
import MailModel
import Surface

/// SCIM 2.0 (RFC 7644): what each request means. Everything is asked and changed through the one door.
struct SCIMService {
  let request: WireRequest

  static let root = "/scim/v2"

  static let spoken = WireProtocol(
    root, types: ["application/scim+json", "application/json"],
    answer: { request in
      do {
        return try await SCIMService(request: request).answer()
      } catch let failure as SCIMFailure {
        return SCIMReply.refusal(failure, in: request.language)
      } catch let waiting as AwaitingApproval {
        // SCIM knows no “later”; and with a type of its own for a conflict a client would take the name for taken.
        return SCIMReply.refusal(status: 409, detail: waiting.message(in: request.language))
      }
    },
    refusal: SCIMReply.refusal)

  func answer() async throws -> WireReply {
    let asker = SCIMAsker(request)
    let rest = request.path.dropFirst()
    return switch request.path.first {
    case "ServiceProviderConfig", "ResourceTypes", "Schemas": try SCIMDiscovery(request: request).answer()
    case SCIMUser.place: try await ResourceRequests(request: request, keeper: UserKeeper(asker: asker)).answer(rest)
    case SCIMGroup.place: try await ResourceRequests(request: request, keeper: GroupKeeper(asker: asker)).answer(rest)
    // All of these may be left out (RFC 7644 §3.11, §3.7, §3.12).
    case "Me", "Bulk", ".search": SCIMReply.refusal(status: 501, detail: left)
    default: SCIMReply.nowhere(in: request.language)
    }
  }

  private var left: String {
    Text(en: "this service does not have it", es: "este servicio no lo tiene")(in: request.language)
  }
}
