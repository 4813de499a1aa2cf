/// Every verb there is, in the order of their names.
package enum AgentVerbs {
  package static let all: [any AgentVerb.Type] = [
    ForgetSignIns.self, InstallMailRules.self, SetMailAside.self,
    KeepDirectoryPassword.self,
    ActivateGeneration.self, FindDrift.self, InstalledGeneration.self, PlanGeneration.self, StageGeneration.self,
    ValidateGeneration.self,
    ReadHostFacts.self,
    FindClosedMailboxes.self, OpenMailbox.self, SubscribeMailbox.self,
    FindHeldMessages.self, SettleHeldMessage.self, TellOfHeldMessage.self,
    ChangeQueuedMessages.self, ReadQueue.self,
    ListServices.self, StopServices.self,
  ]
}
