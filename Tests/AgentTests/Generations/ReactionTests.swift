import MailConfig
import MailModel
import Testing

@testable import Agent

@Suite struct ReactionTests {
  @Test func leavesEveryServiceAloneWhenNothingChanged() {
    let reaction = Reaction(changed: [], listensElsewhere: false, hasNewCertificate: false, startsOver: false)
    #expect(LocalService.allCases.map(reaction.move) == LocalService.allCases.map { _ in .leave })
  }

  @Test func reloadsOnlyTheProgramWhoseFilesChanged() {
    let reaction = Reaction(changed: [.postfix], listensElsewhere: false, hasNewCertificate: false, startsOver: false)
    #expect(LocalService.mail.map(reaction.move) == [.leave, .leave, .leave, .reload])
  }

  @Test func relievesTheFilterWhoseReloadWouldCutPeopleOff() {
    let reaction = Reaction(changed: [.rspamd], listensElsewhere: false, hasNewCertificate: false, startsOver: false)
    #expect(LocalService.mail.map(reaction.move) == [.leave, .relieve, .leave, .leave])
  }

  @Test func takesPostfixOffItsLinesToAnOldDovecot() {
    let reaction = Reaction(changed: [.dovecot], listensElsewhere: false, hasNewCertificate: false, startsOver: false)
    #expect(LocalService.mail.map(reaction.move) == [.leave, .leave, .reload, .reload])
  }

  @Test func restartsRedisWhichReadsItsFileOnlyOnce() {
    let reaction = Reaction(changed: [.redis], listensElsewhere: false, hasNewCertificate: false, startsOver: false)
    #expect(reaction.move(of: .redis) == .restart)
  }

  @Test func restartsWhatListensWhenAddressesOrPortsDiffer() {
    let reaction = Reaction(changed: [.postfix], listensElsewhere: true, hasNewCertificate: false, startsOver: false)
    #expect(reaction.move(of: .postfix) == .restart)
    #expect(reaction.move(of: .dovecot) == .restart)
    #expect(reaction.move(of: .redis) == .leave)
  }

  @Test func hasPostfixAndDovecotReadANewCertificate() {
    let reaction = Reaction(changed: [], listensElsewhere: false, hasNewCertificate: true, startsOver: false)
    #expect(LocalService.mail.filter { reaction.move(of: $0) == .reload } == [.dovecot, .postfix])
  }

  @Test func startsEverythingAgainAfterAnInterruptedInstallation() {
    let reaction = Reaction(changed: [], listensElsewhere: false, hasNewCertificate: false, startsOver: true)
    #expect(LocalService.mail.allSatisfy { reaction.move(of: $0) == .restart })
  }

  @Test func countsARemovedFileAsAChangeOfItsProgram() {
    let old = ConfigSet([ConfigFile(path: "/a", contents: "", program: .dovecot)])
    #expect(Reaction.removed(from: old, to: ConfigSet([])) == [.dovecot])
  }
}
