import Foundation
import Kernel
import MailModel
import Store

/// Tells reviewers by mail what waits for them: when a review begins, every three days, and a day before it ends.
struct RemindReviewers: Job {
  static let name = "reviews.remind"
  /// Seconds between two looks.
  static let interval: TimeInterval = 900
  private static let pause: TimeInterval = 3 * 86_400
  private static let day: TimeInterval = 86_400

  func run(with plane: ControlPlane) async throws {
    let now = plane.now()
    let reviews = try await plane.store.read { try Review.open(in: $0) }
    var failure: (any Error)?
    for review in reviews where Self.isDue(review, at: now) {
      let system = try await plane.store.read { try plane.mailSystem($0) }
      do {
        try await remind(of: review, from: system, at: now, plane)
        try await plane.store.write { try review.setReminded(now, in: $0) }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// One who cannot be reached keeps the others, and other reviews, from nothing; when nobody can, it is tried again.
  private func remind(of review: Review, from system: MailSystem, at now: Date, _ plane: ControlPlane) async throws {
    var failures: [any Error] = []
    for reviewer in review.reviewers {
      do {
        try await plane.world.mail.send(review.reminder(to: reviewer, from: system, at: now), system.localSMTP)
      } catch {
        failures.append(error)
      }
    }
    if let failure = failures.first, failures.count == review.reviewers.count { throw failure }
  }

  static func isDue(_ review: Review, at now: Date) -> Bool {
    guard review.due > now, review.decided < review.items else { return false }
    guard let reminded = review.reminded else { return true }
    let lastDay = review.due - day
    return reminded + pause <= now || (lastDay <= now && reminded < lastDay)
  }
}

extension Review {
  fileprivate func reminder(to reviewer: Address, from system: MailSystem, at now: Date) -> Letter {
    let place = "https://\(system.host.name):\(system.ports.console)/reviews/\(id)"
    return Letter(
      from: "postmaster@\(system.host.name)", to: reviewer,
      subject: "Palomar: \(title)",
      lines: [
        "\(items - decided) of \(items) accesses wait for a decision in the review “\(title)”,",
        "until \(due.formatted(.iso8601)).", place, "",
        "\(items - decided) de \(items) accesos esperan una decisión en la revisión «\(title)»,",
        "hasta \(due.formatted(.iso8601)).", place,
      ], date: now)
  }
}

extension MailSystem {
  /// Where mail for this service's own addresses is taken.
  fileprivate var localSMTP: Endpoint {
    get throws { try Endpoint(host: (listen.first ?? .loopback).text, port: ports.smtp) }
  }
}
