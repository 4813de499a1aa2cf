import MailModel

/// One record with its place and its life time.
package struct ZoneRecord: Hashable, Sendable {
  package var name: DNSName
  /// In seconds.
  package var ttl: Int
  package var value: RecordValue

  package init(name: DNSName, ttl: Int, value: RecordValue) {
    self.name = name
    self.ttl = ttl
    self.value = value
  }
}

/// Records as text to be included in a zone (RFC 1035 §5.1): names relative to the zone, in columns.
///
/// Records that belong into another zone stand there as comments: a zone file with them is refused.
package struct ZoneFile: Sendable {
  package let zone: DomainName
  /// Each with the comment that stands above it; the same comment in a row stands once.
  package let records: [(record: ZoneRecord, comment: String)]

  package init(zone: DomainName, records: [(record: ZoneRecord, comment: String)]) {
    self.zone = zone
    self.records = records
  }

  package var text: String {
    var lines = ["$ORIGIN \(zone.name)."]
    var comment = ""
    for (record, remark) in records {
      if remark != comment { lines.append("; \(remark.replacing("\n", with: " "))") }
      comment = remark
      lines.append(line(of: record))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(of record: ZoneRecord) -> String {
    let label = relativeName(of: record.name)
    let name = label ?? "; \(record.name)."
    let type = record.value.type.rawValue
    return
      "\(padded(name, to: width)) \(padded("\(record.ttl)", to: 6)) IN \(padded(type, to: 5)) \(record.value.zoneText)"
  }

  private var width: Int {
    records.compactMap { relativeName(of: $0.record.name)?.count }.max() ?? 1
  }

  /// `@` for the zone itself; `nil` outside of it.
  private func relativeName(of name: DNSName) -> String? {
    if name.text == zone.name { return "@" }
    guard name.text.hasSuffix(".\(zone.name)") else { return nil }
    return String(name.text.dropLast(zone.name.count + 1))
  }

  private func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
