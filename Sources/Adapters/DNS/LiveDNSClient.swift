import Foundation
import Kernel
import MailModel
import NIOPosix

/// Where the proof of a DNSSEC answer starts.
package enum TrustAnchors: Sendable {
  /// The key of the root zone, as Debian's package dns-root-data brings it.
  case root
  /// DS or DNSKEY records in zone-file form, for zones that the root does not vouch for.
  case records([String])
}

/// Lookups block, so they have threads of their own.
private let threads: NIOThreadPool = {
  let pool = NIOThreadPool(numberOfThreads: 8)
  pool.start()
  return pool
}()

extension DNSClient {
  /// libunbound, which validates by itself. Nothing is remembered from one question to the next: whoever has just
  /// published a record wants to see it. `timeLimit` is for each question.
  package static func live(anchors: TrustAnchors = .root, timeLimit: Duration = .seconds(5)) -> DNSClient {
    DNSClient { question in
      try await threads.runIfActive {
        let answer = try ValidatingLookup(question: question, anchors: anchors).run(within: timeLimit)
        switch answer.outcome {
        case .serverFailure, .unreachable:
          return try PlainQuery(question: question).explain(answer, within: .seconds(1))
        case .found, .noData, .nameDoesNotExist, .bogus: return answer
        }
      }
    }
  }
}
