import CUnbound
import Foundation
import Kernel
import MailFormats
import MailModel

/// One question to libunbound, with a context of its own. Blocks its thread.
struct ValidatingLookup {
  let question: DNSQuestion
  let anchors: TrustAnchors

  /// How libunbound differs from its defaults: it asks resolvers on this host too, and asks for private addresses
  /// (RFC 6303) instead of answering for them itself. Nobody signs `test` (RFC 6761).
  private static let options = [
    ("do-not-query-localhost:", "no"), ("unblock-lan-zones:", "yes"), ("insecure-lan-zones:", "yes"),
    ("domain-insecure:", "test."), ("use-syslog:", "no"), ("trust-anchor-signaling:", "no"),
  ]

  func run(within limit: Duration) throws -> DNSAnswer {
    guard let context = ub_ctx_create() else { throw failed("ub_ctx_create") }
    defer { ub_ctx_delete(context) }
    ub_ctx_debugout(context, nil)
    try configure(context)
    // On a thread of its own, so that this one can stop waiting. Must come before whatever makes the context final.
    guard ub_ctx_async(context, 1) == 0 else { throw failed("ub_ctx_async") }
    // Otherwise it would say by itself that nothing under `test` exists.
    guard ub_ctx_zone_remove(context, "test.") == 0 else { throw failed("zone test") }
    return try resolve(in: context, until: ContinuousClock().now + limit)
  }

  private func configure(_ context: OpaquePointer) throws {
    for (name, value) in ValidatingLookup.options {
      guard ub_ctx_set_option(context, name, value) == 0 else { throw failed("option \(name)") }
    }
    try trust(context)
    if let resolver = question.resolver {
      guard ub_ctx_set_fwd(context, try PlainQuery.address(of: resolver, separator: "@")) == 0 else {
        throw failed("resolver \(resolver.text)")
      }
    } else {
      guard ub_ctx_resolvconf(context, nil) == 0 else { throw failed("/etc/resolv.conf") }
    }
  }

  private func trust(_ context: OpaquePointer) throws {
    switch anchors {
    case .root:
      guard ub_ctx_add_ta_file(context, "/usr/share/dns/root.key") == 0 else {
        throw Fault(
          .unavailable, en: "the key of the DNS root is missing: /usr/share/dns/root.key",
          es: "falta la clave de la raíz del DNS: /usr/share/dns/root.key",
          hint: Text(verbatim: "apt-get install dns-root-data"))
      }
    case .records(let records):
      for record in records {
        guard ub_ctx_add_ta(context, record) == 0 else { throw failed("trust anchor \(record)") }
      }
    }
  }

  private func resolve(in context: OpaquePointer, until deadline: ContinuousClock.Instant) throws -> DNSAnswer {
    let slot = UnsafeMutablePointer<UnsafeMutablePointer<ub_result>?>.allocate(capacity: 1)
    slot.initialize(to: nil)
    defer { slot.deallocate() }
    var identifier: CInt = 0
    let started = ub_resolve_async(
      context, question.name.text, CInt(question.type.code), 1, slot,
      { slot, _, result in slot?.assumingMemoryBound(to: UnsafeMutablePointer<ub_result>?.self).pointee = result },
      &identifier)
    guard started == 0 else { throw failed(String(cString: ub_strerror(started))) }
    while slot.pointee == nil {
      guard waitUntilReadable(ub_fd(context), deadline), ub_process(context) == 0 else {
        ub_cancel(context, identifier)
        return DNSAnswer(.unreachable("no answer in time"))
      }
    }
    guard let result = slot.pointee else { throw failed("no result") }
    defer { ub_resolve_free(result) }
    return answer(from: result.pointee)
  }

  private func waitUntilReadable(_ descriptor: CInt, _ deadline: ContinuousClock.Instant) -> Bool {
    let left = (deadline - ContinuousClock().now) / .milliseconds(1)
    guard left > 0 else { return false }
    var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&poller, 1, CInt(left.rounded(.up))) > 0
  }

  private func answer(from result: ub_result) -> DNSAnswer {
    if result.bogus != 0 {
      let reason = result.why_bogus.map { String(cString: $0) } ?? "the signatures do not match"
      return DNSAnswer(.bogus(reason))
    }
    let isValidated = result.secure != 0
    if result.havedata != 0 { return DNSAnswer(.found(records(of: result)), isValidated: isValidated) }
    if result.nxdomain != 0 { return DNSAnswer(.nameDoesNotExist, isValidated: isValidated) }
    guard result.rcode == 0 else { return DNSAnswer(.serverFailure(PlainQuery.name(ofCode: Int(result.rcode)))) }
    return DNSAnswer(.noData, isValidated: isValidated)
  }

  private func records(of result: ub_result) -> [String] {
    var records: [String] = []
    var index = 0
    while let data = result.data[index] {
      let octets = UnsafeRawBufferPointer(start: data, count: Int(result.len[index]))
      records.append(RecordData(Array(octets)).presentation(as: question.type))
      index += 1
    }
    return records.sorted()
  }

  private func failed(_ step: String) -> Fault {
    Fault(
      .unavailable, en: "the DNS library refuses to work (\(step))",
      es: "la biblioteca de DNS se niega a trabajar (\(step))",
      hint: Text(en: "see that libunbound8 is installed", es: "compruebe que libunbound8 está instalado"))
  }
}
