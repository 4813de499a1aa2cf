import MailModel

/// A setting that an override may change, and the values that it takes.
struct OverridableSetting: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case integer, time, size, boolean
  }

  /// The name that an override uses.
  let name: String
  let kind: Kind
  /// The smallest and largest value: a number, seconds or octets.
  let range: ClosedRange<Int64>
}

extension OverridableSetting.Kind {
  /// What a value of this kind looks like, for whoever wrote another.
  var description: Text {
    switch self {
    case .integer: Text(en: "a whole number, as in 20", es: "un número entero, como 20")
    case .time: Text(en: "a time, as in 30s, 5m, 4h or 2d", es: "un tiempo, como 30s, 5m, 4h o 2d")
    case .size: Text(en: "a size, as in 500K or 2G", es: "un tamaño, como 500K o 2G")
    case .boolean: Text(en: "yes or no", es: "yes o no")
    }
  }

  /// The number that `text` stands for; 1 and 0 for yes and no. `nil` when it is of another kind.
  func number(_ text: String) -> Int64? {
    switch self {
    case .integer: digits(text)
    case .time: seconds(text)
    case .size: (try? ByteCount(text))?.bytes
    case .boolean: ["yes": 1, "no": 0, "true": 1, "false": 0][text.lowercased()]
    }
  }

  private func digits(_ text: some StringProtocol) -> Int64? {
    guard (1...12).contains(text.utf8.count), text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    return Int64(text)
  }

  private func seconds(_ text: String) -> Int64? {
    guard let unit = text.last, let seconds = ["s": 1, "m": 60, "h": 3_600, "d": 86_400][unit] as Int64? else {
      return nil
    }
    return digits(text.dropLast()).map { $0 * seconds }
  }
}

extension Override.Program {
  /// Everything that can be overridden, by name.
  ///
  /// None of them names a file, a command, a host or a door: limits, times and sizes only. Sizes and limits that
  /// must agree along the path stand in `Limits` instead.
  var overridable: [OverridableSetting] {
    switch self {
    case .postfix: OverridableSetting.postfix
    case .dovecot: OverridableSetting.dovecot
    case .rspamd: OverridableSetting.rspamd
    case .redis: OverridableSetting.redis
    }
  }
}

extension Override.Program {
  /// The names of all settings that can be overridden, each with a value that it takes.
  package var overridableSettings: [(name: String, sample: String)] {
    overridable.map { setting in
      switch setting.kind {
      case .integer: (setting.name, "\(max(20, setting.range.lowerBound))")
      case .time: (setting.name, "30s")
      case .size: (setting.name, "2M")
      case .boolean: (setting.name, "yes")
      }
    }
  }
}
