import CLDAP
import Foundation
import Kernel
import MailModel

/// The entries of one page of a search.
struct LDAPPage {
  private(set) var entries: [LDAPEntry] = []

  /// `wholeSubtree` (RFC 4511 §4.5.1.2).
  private static let subtree: Int32 = 2
  /// Octets of one value that are kept: a photograph is nobody's address.
  private static let longestValue = 64 << 10

  /// `cookie` says where the page begins, and then where the next one does; empty is the end.
  init(
    _ handle: OpaquePointer, after cookie: inout berval, of search: LDAPSearch, within limit: timeval,
    check: (Int32) throws -> Void
  ) throws {
    var control: UnsafeMutablePointer<LDAPControl>?
    // Critical: a server that cannot page must say so instead of cutting the answer short.
    try check(ldap_create_page_control(handle, ber_int_t(search.pageSize), &cookie, 1, &control))
    defer { ldap_control_free(control) }
    var limit = limit
    var result: OpaquePointer?
    defer { ldap_msgfree(result) }
    let code = Self.withCStrings(search.attributes) { attributes in
      var controls = [control, nil]
      return ldap_search_ext_s(
        handle, search.base, Self.subtree, search.filter, attributes, 0, &controls, nil, &limit, LDAP_NO_LIMIT,
        &result)
    }
    try check(code)
    entries = Self.entries(in: result, handle)
    try check(Self.read(&cookie, in: result, handle))
  }

  private static func entries(in result: OpaquePointer?, _ handle: OpaquePointer) -> [LDAPEntry] {
    var entries: [LDAPEntry] = []
    var entry = ldap_first_entry(handle, result)
    while let present = entry {
      entries.append(read(present, handle))
      entry = ldap_next_entry(handle, present)
    }
    return entries
  }

  private static func read(_ entry: OpaquePointer, _ handle: OpaquePointer) -> LDAPEntry {
    let name = ldap_get_dn(handle, entry)
    defer { ldap_memfree(name) }
    var values: [String: [Data]] = [:]
    var place: OpaquePointer?
    var attribute = ldap_first_attribute(handle, entry, &place)
    while let present = attribute {
      values[String(cString: present), default: []] += read(present, of: entry, handle)
      ldap_memfree(present)
      attribute = ldap_next_attribute(handle, entry, place)
    }
    ber_free(place, 0)
    return LDAPEntry(dn: name.map { String(cString: $0) } ?? "", values: values)
  }

  private static func read(
    _ attribute: UnsafeMutablePointer<CChar>, of entry: OpaquePointer, _ handle: OpaquePointer
  ) -> [Data] {
    guard let list = ldap_get_values_len(handle, entry, attribute) else { return [] }
    defer { ldap_value_free_len(list) }
    var values: [Data] = []
    var index = 0
    while let value = list[index]?.pointee {
      if let octets = value.bv_val, value.bv_len <= longestValue {
        values.append(Data(bytes: octets, count: Int(value.bv_len)))
      }
      index += 1
    }
    return values
  }

  /// The cookie of the next page, out of the response's controls.
  private static func read(_ cookie: inout berval, in result: OpaquePointer?, _ handle: OpaquePointer) -> Int32 {
    var outcome: Int32 = 0
    var controls: UnsafeMutablePointer<UnsafeMutablePointer<LDAPControl>?>?
    let code = ldap_parse_result(handle, result, &outcome, nil, nil, nil, &controls, 0)
    defer { ldap_controls_free(controls) }
    guard code == LDAP_SUCCESS, outcome == LDAP_SUCCESS else { return code == LDAP_SUCCESS ? outcome : code }
    ber_memfree(cookie.bv_val)
    cookie = berval(bv_len: 0, bv_val: nil)
    guard let control = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, nil) else { return LDAP_SUCCESS }
    var estimate: ber_int_t = 0
    return ldap_parse_pageresponse_control(handle, control, &estimate, &cookie)
  }

  private static func withCStrings<Value>(
    _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Value
  ) -> Value {
    var pointers = texts.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return body(&pointers)
  }
}
