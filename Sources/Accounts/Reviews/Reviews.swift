import Kernel
import Surface

/// Looking over who has access to what: roles, groups, mailboxes, tokens, app passwords.
package let reviews = Capability(
  "reviews",
  migrations: [Review.migration],
  doors: [
    .action(AddReview.self), .action(ChangeReview.self), .action(RemoveReview.self), .action(DecideReview.self),
    .action(CloseReview.self),
    .query(ListReviews.self), .query(ShowReview.self), .query(ListOwnReviews.self), .query(ShowOwnReview.self),
  ],
  jobs: [JobKind(FinishReviews.self), JobKind(RemindReviewers.self)],
  schedules: [
    Schedule(every: FinishReviews.interval, FinishReviews()),
    Schedule(every: RemindReviewers.interval, RemindReviewers()),
  ],
  commands: [ReviewCommand.self],
  pages: ReviewsPage.pages
)
