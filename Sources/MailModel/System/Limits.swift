/// Limits against abuse, and sizes that must agree along the whole path.
package struct Limits: Codable, Hashable, Sendable {
  /// The largest message, everywhere: SMTP, filter, store.
  package var messageSize: ByteCount
  /// Per client address and minute (anvil(8)); 0 would be no limit and is refused.
  package var messagesPerMinute: Int
  package var recipientsPerMinute: Int
  package var connectionsPerMinute: Int
  package var signInsPerMinute: Int
  package var simultaneousConnections: Int
  package var recipientsPerMessage: Int
  /// Days that undeliverable mail waits before it is returned.
  package var queueDays: Int

  package static let standard = Limits(
    messageSize: .megabytes(50), messagesPerMinute: 60, recipientsPerMinute: 300, connectionsPerMinute: 60,
    signInsPerMinute: 20, simultaneousConnections: 50, recipientsPerMessage: 200, queueDays: 5)

  package init(
    messageSize: ByteCount, messagesPerMinute: Int, recipientsPerMinute: Int, connectionsPerMinute: Int,
    signInsPerMinute: Int, simultaneousConnections: Int, recipientsPerMessage: Int, queueDays: Int
  ) {
    self.messageSize = messageSize
    self.messagesPerMinute = messagesPerMinute
    self.recipientsPerMinute = recipientsPerMinute
    self.connectionsPerMinute = connectionsPerMinute
    self.signInsPerMinute = signInsPerMinute
    self.simultaneousConnections = simultaneousConnections
    self.recipientsPerMessage = recipientsPerMessage
    self.queueDays = queueDays
  }
}
