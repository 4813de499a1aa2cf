import Surface

/// Authenticator apps and recovery codes, for sign-in to the console.
package let secondFactors = Capability(
  "second factors",
  migrations: [SecondFactor.migration],
  doors: [
    .query(ShowSecondFactor.self), .action(StartSecondFactor.self), .action(ConfirmSecondFactor.self),
    .action(RemoveSecondFactor.self), .action(RequireSecondFactor.self), .action(WaiveSecondFactor.self),
    .query(ListSecondFactorDuties.self), .query(ListMissingSecondFactors.self),
  ],
  pages: [SecondFactorDutyPage.page] + SecondFactorRulePage.pages
)
