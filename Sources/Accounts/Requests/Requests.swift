import Kernel
import Surface

/// What takes a second person, and what somebody asks for. The doors of the whole product tell how it is done then.
package func requests(knowing product: [Door] = []) -> Capability {
  let known = KnownPermissions(product)
  // To approve a request may itself take a second person.
  let answers: [Door] = [
    .action(ApproveRequest.self) { $0.knowing(Replays(product)) },
    .action(GrantAccess.self) { $0.knowing(Replays(product)) },
  ]
  let replays = Replays(answers + product)
  return Capability(
    "requests",
    doors: [
      .action(SetApproval.self) { $0.knowing(known) }, .action(RemoveApproval.self), .query(ListApprovals.self),
      .action(ApproveRequest.self) { $0.knowing(replays) }, .action(DenyRequest.self), .action(WithdrawRequest.self),
      .query(ListRequests.self), .query(ShowRequest.self), .query(ListOwnRequests.self),
      .action(GrantAccess.self) { $0.knowing(replays) }, .action(RefuseAccess.self), .query(ListRequestsToAnswer.self),
      .action(AskForAccess.self), .query(ListAccessChoices.self), .query(ListHoldings.self),
    ],
    jobs: [JobKind(ExpireRequests.self)],
    schedules: [Schedule(every: ExpireRequests.interval, ExpireRequests())],
    commands: [ApprovalCommand.self, RequestCommand.self],
    pages: RequestsPage.pages(replays) + ApprovalsPage.pages(known) + MyAccessPage.pages
  )
}
