import AgentProtocol
import Foundation
import MailModel

/// Reads what `postqueue -j` prints, a JSON object a line (postqueue(1), JSON OBJECT FORMAT).
struct QueueReading {
  private struct Line: Decodable {
    struct Recipient: Decodable {
      let address: String
      let delayReason: String?
    }

    let queueName: QueuedMessage.Place
    let queueId: QueueID
    let arrivalTime: Int64
    let messageSize: Int64
    let forcedExpire: Bool?
    let sender: String
    let recipients: [Recipient]
  }

  let request: ReadQueue
  let now: Date
  private let decoder = {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }()
  private var listing = QueueListing(counts: [:], oldest: nil, matching: 0, messages: [], isCut: false, unread: 0)

  init(_ request: ReadQueue, now: Date) {
    self.request = request
    self.now = now
  }

  mutating func take(_ line: some StringProtocol) {
    guard !line.isEmpty else { return }
    guard let message = message(in: line) else {
      listing.unread += 1
      return
    }
    listing.counts[message.place, default: 0] += 1
    listing.oldest = min(listing.oldest ?? message.arrived, message.arrived)
    guard request.filter.matches(message, at: now) else { return }
    listing.matching += 1
    if let after = request.after, QueueMark(message) <= after { return }
    listing.messages.append(message)
  }

  /// The oldest of those that are meant.
  var result: QueueListing {
    var listing = listing
    listing.messages.sort { QueueMark($0) < QueueMark($1) }
    listing.isCut = listing.messages.count > request.limit
    listing.messages = Array(listing.messages.prefix(request.limit))
    return listing
  }

  private func message(in line: some StringProtocol) -> QueuedMessage? {
    guard let read = try? decoder.decode(Line.self, from: Data(line.utf8)) else { return nil }
    return QueuedMessage(
      id: read.queueId, place: read.queueName, arrived: Date(timeIntervalSince1970: Double(read.arrivalTime)),
      size: read.messageSize, sender: read.sender,
      recipients: read.recipients.map { .init(address: $0.address, reason: $0.delayReason) },
      expires: read.forcedExpire ?? false)
  }
}
