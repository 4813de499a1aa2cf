import Kernel
import Surface

/// Messages to groups that somebody must see before they go on. Its table comes with the groups, which are not removed
/// while something waits for them.
package let moderation = Capability(
  "moderation",
  doors: [.action(ReleasePost.self), .action(RefusePost.self), .query(ListHeldPosts.self)],
  jobs: [JobKind(NoteHeldPosts.self), JobKind(TellModerator.self), JobKind(SettleHeldPost.self)],
  schedules: [Schedule(every: NoteHeldPosts.interval, NoteHeldPosts())],
  pages: ModerationPage.pages
)
