import Foundation
import MailConfig
import MailModel
import Testing

@Suite struct ConfigSetTests {
  @Test func equalInputGivesEqualBytes() throws {
    let first = try Sample.publicSystem(directory: .sqlite).rendered(on: Sample.facts(.system))
    let second = try Sample.publicSystem(directory: .sqlite).rendered(on: Sample.facts(.system))
    #expect(first == second)
  }

  @Test func theOrderOfDomainsDoesNotShowInTheFilter() throws {
    var system = try Sample.system()
    let before = try system.rendered(on: Sample.facts()).files(of: .rspamd)
    system.domains.reverse()
    #expect(try system.rendered(on: Sample.facts()).files(of: .rspamd) == before)
  }

  @Test func everyFileStandsInADirectoryThatIsListed() throws {
    let layout = Layout.local("/srv/palomar")
    let listed = Set(layout.directories(mailUser: NumericUser(uid: 5_000, gid: 5_000)).map(\.path))
    for file in try Sample.system().rendered(on: Sample.facts()).files {
      #expect(listed.contains(URL(filePath: file.path).deletingLastPathComponent().path), "\(file.path)")
    }
  }

  @Test func directoriesComeAfterTheirParents() {
    let paths = Layout.local("/srv/palomar").directories(mailUser: NumericUser(uid: 5_000, gid: 5_000)).map(\.path)
    for (index, path) in paths.enumerated() where index > 0 {
      #expect(paths[..<index].contains(URL(filePath: path).deletingLastPathComponent().path), "\(path)")
    }
  }

  @Test func aMessageThatIsAcceptedIsNeverTooLargeLater() throws {
    var system = try Sample.system()
    system.limits.messageSize = .megabytes(7)
    let set = try system.rendered(on: Sample.facts())
    let accepted = try #require(try set.number("message_size_limit = ", in: "main.cf"))
    #expect(accepted == 7 << 20)
    #expect(try #require(try set.number("max_message = ", in: "options.inc")) >= accepted)
    #expect(try #require(try set.number("quota_max_mail_size = ", in: "dovecot.conf")) >= accepted)
    #expect(try #require(try set.number("queue_minfree = ", in: "main.cf")) >= accepted * 3 / 2)
  }

  @Test func mailForAPausedDomainWaits() throws {
    var system = try Sample.system()
    #expect(try !system.rendered(on: Sample.facts()).text("main.cf").contains("transport_maps"))
    system.paused = [try DomainName("example.com"), try DomainName("example.net")]
    let line =
      "transport_maps = inline:{ { example.com = lmtp:unix:/srv/palomar/spool/postfix/paused } "
      + "{ example.net = lmtp:unix:/srv/palomar/spool/postfix/paused } }"
    #expect(try system.rendered(on: Sample.facts()).text("main.cf").contains(line))
  }

  @Test(arguments: ["/srv/my mail", "/srv/$mail", "/srv/100%", "relative", "/", "/srv/a\nb", "/srv/", "/srv//a", "/ñ"])
  func refusesADirectoryThatAProgramWouldMisread(_ root: String) throws {
    #expect(throws: Fault.self) { try Sample.system().rendered(on: Sample.facts(.local(root))) }
  }

  @Test func refusesADirectoryInWhichSocketsWouldNotFit() throws {
    let longest = "/" + String(repeating: "a", count: 63)
    _ = try Sample.system().rendered(on: Sample.facts(.local(longest)))
    #expect(throws: Fault.self) { try Sample.system().rendered(on: Sample.facts(.local(longest + "a"))) }
  }

  @Test(arguments: ["a b", "a'b", "a;b", "a\nquery = x", "", "a%b", "a?b"])
  func refusesADatabaseNameThatWouldNeedQuoting(_ name: String) throws {
    let directory = DirectoryBackend.postgreSQL(host: "db.example.org", port: 5_432, database: name, user: "mail")
    #expect(throws: Fault.self) { try Sample.system(directory: directory).rendered(on: Sample.facts()) }
  }

  @Test(arguments: [
    ProgramVersions.debian(\.postfix, Version(3, 7, 9)), .debian(\.postfix, Version(4)),
    .debian(\.dovecot, Version(2, 2, 36)), .debian(\.dovecot, Version(2, 5)), .debian(\.rspamd, Version(2, 7)),
    .debian(\.redis, Version(5)),
  ]) func refusesAVersionThatItDoesNotKnow(_ versions: ProgramVersions) throws {
    var facts = Sample.facts()
    facts.versions = versions
    #expect(throws: Fault.self) { try Sample.system().rendered(on: facts) }
  }

  @Test func listensOnLoopbackToo() throws {
    var system = try Sample.system()
    system.listen = [try IPAddress("192.0.2.7"), try IPAddress("2001:db8::7")]
    let main = try system.rendered(on: Sample.facts()).text("main.cf")
    #expect(main.contains("\ninet_interfaces = 192.0.2.7, 2001:db8::7, 127.0.0.1\n"))
    #expect(main.contains("\ninet_protocols = ipv4, ipv6\n"))
  }

  @Test func noPasswordOfTheDirectoryStandsInAFile() throws {
    let set = try Sample.system(directory: Sample.postgreSQL).rendered(on: Sample.facts())
    #expect(try set.text("domains.cf").contains("passfile="))
    #expect(
      set.files.allSatisfy { !$0.contents.contains("\npassword = ") || $0.path.hasSuffix("worker-controller.inc") })
  }

  @Test func aPasswordFileIsOneLineWhateverThePassword() {
    #expect(DirectoryPassword.contents(Secret(#"a:b\c"#)).value == #"*:*:*:*:a\:b\\c"# + "\n")
  }
}

extension ProgramVersions {
  /// Debian 12's, but for `version` in the place of one of them.
  static func debian(_ program: WritableKeyPath<ProgramVersions, Version>, _ version: Version) -> ProgramVersions {
    var versions = Sample.facts().versions
    versions[keyPath: program] = version
    return versions
  }
}

extension ConfigSet {
  func files(of program: Override.Program) -> [ConfigFile] { files.filter { $0.program == program } }

  func text(_ name: String) throws -> String {
    try #require(files.first { $0.path.hasSuffix("/\(name)") }).contents
  }

  /// The number that follows `setting` in the file `name`.
  func number(_ setting: String, in name: String) throws -> Int? {
    let lines = try text(name).split(separator: "\n").map { $0.trimmingPrefix(while: \.isWhitespace) }
    let line = lines.first { $0.hasPrefix(setting) }
    return line.flatMap { Int($0.dropFirst(setting.count).prefix(while: \.isNumber)) }
  }
}
