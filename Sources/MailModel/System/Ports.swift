/// The TCP ports of a service.
package struct Ports: Codable, Hashable, Sendable {
  package var smtp: Int
  package var submission: Int
  package var submissions: Int
  package var imap: Int
  package var imaps: Int
  package var pop3s: Int
  package var sieve: Int
  package var console: Int

  /// The registered ports, for a host of its own.
  package static let standard = Ports(
    smtp: 25, submission: 587, submissions: 465, imap: 143, imaps: 993, pop3s: 995, sieve: 4190, console: 443)

  package init(
    smtp: Int, submission: Int, submissions: Int, imap: Int, imaps: Int, pop3s: Int, sieve: Int, console: Int
  ) {
    self.smtp = smtp
    self.submission = submission
    self.submissions = submissions
    self.imap = imap
    self.imaps = imaps
    self.pop3s = pop3s
    self.sieve = sieve
    self.console = console
  }

  /// A block of high ports that starts at `base`: each stands at its registered number modulo 1,000,
  /// except ManageSieve at +190 and the console at +443.
  package init(base: Int) throws(Fault) {
    guard (1024...64_000).contains(base) else {
      throw Fault(
        .invalid, en: "port base \(base) is out of range", es: "la base de puertos \(base) está fuera de rango",
        hint: Text(en: "choose one between 1024 and 64000", es: "elija una entre 1024 y 64000"))
    }
    self.init(
      smtp: base + 25, submission: base + 587, submissions: base + 465, imap: base + 143, imaps: base + 993,
      pop3s: base + 995, sieve: base + 190, console: base + 443)
  }

  /// Every port with its name, in the order of the contract of `palomar status --json`.
  package var named: [(name: String, port: Int)] {
    [
      ("smtp", smtp), ("submission", submission), ("submissions", submissions), ("imap", imap), ("imaps", imaps),
      ("pop3s", pop3s), ("sieve", sieve), ("console", console),
    ]
  }
}
