/// A TXT record made of tags, by its meaning: spacing, order, and tags that only repeat a default do not count.
package struct TaggedRecord: Hashable, Sendable {
  package enum Kind: Sendable {
    /// RFC 6376 §3.6.1.
    case signingKey
    /// RFC 7489 §6.3, RFC 9989.
    case alignmentPolicy
    /// RFC 8460 §3.
    case tlsReports
  }

  private let meaning: [String: Set<String>]

  /// Whether `text` takes itself for a record of this kind. A signing key may leave its version out.
  package static func marks(_ text: String, as kind: Kind) -> Bool {
    guard let tags = TagList(text) else { return false }
    switch kind {
    case .signingKey: return tags["p"] != nil && (tags["v"] ?? "DKIM1") == "DKIM1"
    case .alignmentPolicy: return tags.tags.first == "v" && tags["v"] == "DMARC1"
    case .tlsReports: return tags.tags.first == "v" && tags["v"] == "TLSRPTv1"
    }
  }

  /// `nil` for a text that is none of this kind.
  package init?(_ text: String, as kind: Kind) {
    guard TaggedRecord.marks(text, as: kind), let tags = TagList(text) else { return nil }
    var meaning: [String: Set<String>] = [:]
    for (tag, value) in kind.defaults(given: tags) { meaning[tag] = kind.meaning(of: value, tag: tag) }
    for tag in tags.tags where !kind.remarks.contains(tag) {
      meaning[tag] = kind.meaning(of: tags[tag] ?? "", tag: tag)
    }
    self.meaning = meaning
  }
}

extension TaggedRecord.Kind {
  /// What a tag says when it is left out.
  fileprivate func defaults(given tags: TagList) -> [String: String] {
    switch self {
    case .signingKey: return ["v": "DKIM1", "k": "rsa", "h": "*", "s": "*", "t": ""]
    case .alignmentPolicy:
      let policy = tags["p"] ?? "none"
      return [
        "p": "none", "sp": policy, "np": tags["sp"] ?? policy, "adkim": "r", "aspf": "r", "fo": "0", "t": "n",
        "psd": "u", "pct": "100", "rf": "afrf", "ri": "86400",
      ]
    case .tlsReports: return [:]
    }
  }

  /// Tags that mean nothing to a program.
  fileprivate var remarks: Set<String> { self == .signingKey ? ["n", "g"] : [] }

  /// One value, or the set of those in a list; case counts only in the key itself.
  fileprivate func meaning(of value: String, tag: String) -> Set<String> {
    let bare = value.withoutSpace
    switch (self, tag) {
    case (.signingKey, "p"): return [bare]
    case (.signingKey, _): return Set(bare.lowercased().split(separator: ":").map(String.init))
    case (_, "rua"), (_, "ruf"): return Set(bare.lowercased().split(separator: ",").map(String.init))
    case (_, "fo"): return Set(bare.lowercased().split(separator: ":").map(String.init))
    default: return [bare.lowercased()]
    }
  }
}
