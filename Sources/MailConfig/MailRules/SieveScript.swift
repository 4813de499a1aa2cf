import MailModel

/// A person's rules as a script (RFC 5228) that runs before the one that they upload themselves.
///
/// Every text is a quoted string, in which only a quote and a backslash mean anything (RFC 5228 §2.4.2); without the
/// extension `variables` nothing in it is expanded.
package struct SieveScript: Sendable {
  package let text: String

  /// `aliases` are addresses that are the person's besides: mail to them is answered too (RFC 5230 §4.5).
  package init(_ rules: MailRules, aliases: [Address] = []) {
    let extensions = Self.extensions(of: rules).map(Self.quoted)
    // An empty list is none of the language's (RFC 5228 §8.2).
    let require = extensions.isEmpty ? "" : "require [\(extensions.joined(separator: ", "))];\n"
    let body = (rules.vacation.map { [Self.vacation($0, for: aliases)] } ?? []) + rules.filters.map(Self.filter)
    text = """
      # Rendered by Palomar from the rules that stand in the portal.
      \(require)\(body.joined(separator: "\n"))

      """
  }

  private static func extensions(of rules: MailRules) -> [String] {
    let actions = Set(rules.filters.map(\.action))
    return (actions.contains(.file) ? ["fileinto", "mailbox"] : [])
      + (actions.contains(.forward) ? ["copy"] : []) + (actions.contains(.flag) ? ["imap4flags"] : [])
      + (rules.vacation == nil ? [] : ["vacation", "date", "relational", "envelope"])
  }

  /// Of RFC 5230. Lists, bounces and other automatic mail get no answer, whatever stands here.
  private static func vacation(_ vacation: Vacation, for aliases: [Address]) -> String {
    var tests: [String] = []
    if let first = vacation.first {
      tests.append("currentdate :zone \"+0000\" :value \"ge\" \"date\" \(quoted(first.text))")
    }
    if let last = vacation.last {
      tests.append("currentdate :zone \"+0000\" :value \"le\" \"date\" \(quoted(last.text))")
    }
    if !vacation.onlyTo.isEmpty { tests.append(known(vacation.onlyTo)) }
    let addresses = aliases.isEmpty ? "" : ":addresses [\(aliases.map { quoted($0.text) }.joined(separator: ", "))] "
    let answer = "vacation :days 7 \(addresses):subject \(quoted(vacation.subject)) \(quoted(vacation.text));"
    return tests.isEmpty ? answer : "if \(all(tests)) {\n  \(answer)\n}"
  }

  private static func known(_ entries: [String]) -> String {
    let domains = entries.filter { $0.hasPrefix("@") }.map { quoted(String($0.dropFirst())) }
    let addresses = entries.filter { !$0.hasPrefix("@") }.map(quoted)
    let tests =
      (addresses.isEmpty ? [] : ["envelope :all :is \"from\" [\(addresses.joined(separator: ", "))]"])
      + (domains.isEmpty ? [] : ["envelope :domain :is \"from\" [\(domains.joined(separator: ", "))]"])
    return "anyof (\(tests.joined(separator: ", ")))"
  }

  private static func filter(_ filter: MailFilter) -> String {
    let tests = filter.conditions.map { condition in
      let headers =
        switch condition.field {
        case .from: "\"from\""
        case .to: "[\"to\", \"cc\"]"
        case .subject: "\"subject\""
        }
      return "header :contains \(headers) \(quoted(condition.contains))"
    }
    return "if \(tests.isEmpty ? "true" : all(tests)) {\n\(steps(of: filter).map { "  \($0)\n" }.joined())}"
  }

  /// What went somewhere is done with; a mark leaves the rest to the rules that follow.
  private static func steps(of filter: MailFilter) -> [String] {
    let target = quoted(filter.target ?? "")
    return switch filter.action {
    case .file: ["fileinto :create \(target);", "stop;"]
    case .forward: filter.keeps ? ["redirect :copy \(target);"] : ["redirect \(target);", "stop;"]
    case .discard: ["discard;", "stop;"]
    case .flag: ["addflag \"\\\\Flagged\";"]
    }
  }

  private static func all(_ tests: [String]) -> String {
    "allof (\(tests.joined(separator: ", ")))"
  }

  private static func quoted(_ text: String) -> String {
    // By scalars: what stands before or behind a quote may make one character of it and itself.
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\\" || scalar == "\"" { escaped.append("\\") }
      escaped.append(scalar)
    }
    return "\"\(String(escaped))\""
  }
}

extension Layout {
  /// The scripts of people's rules, one directory per domain; the agent writes them, Dovecot runs them.
  package var mailRules: String { "\(dovecotState)/rules" }
}
