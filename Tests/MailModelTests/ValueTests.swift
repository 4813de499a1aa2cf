import Foundation
import MailModel
import Testing

@Suite struct ByteCountTests {
  @Test(arguments: [("2G", 2_147_483_648), ("500M", 524_288_000), ("1", 1), ("10kib", 10_240), ("0", 0)])
  func reads(_ pair: (String, Int64)) throws {
    #expect(try ByteCount(pair.0).bytes == pair.1)
  }

  @Test(arguments: ["", "G", "-1", "1.5G", "2X", "99999999999999999999", "9000000T", "1 G"])
  func refuses(_ text: String) {
    #expect(throws: Fault(.invalid, en: "", es: "")) { try ByteCount(text) }
  }

  @Test(arguments: ["2G", "500M", "1", "0", "1025"])
  func writesWhatItReads(_ text: String) throws {
    #expect(try ByteCount(text).description == text)
  }
}

@Suite struct NetworkTests {
  @Test(arguments: ["192.0.2.0/24", "10.0.0.1/32", "2001:db8::/32", "::/0"])
  func reads(_ text: String) throws {
    #expect(try Network(text).text == text)
  }

  @Test(arguments: ["192.0.2.1/24", "192.0.2.0/33", "192.0.2.0/", "300.0.0.1", "2001:db8::1/32", "x"])
  func refuses(_ text: String) {
    #expect(throws: Fault(.invalid, en: "", es: "")) { try Network(text) }
  }

  @Test(arguments: [
    ("192.0.2.0/24", "192.0.2.255", true), ("192.0.2.0/24", "192.0.3.0", false), ("192.0.2.7", "192.0.2.7", true),
    ("192.0.2.128/25", "192.0.2.127", false), ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "2001:db8::1", false),
    ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::1", false),
    ("192.0.2.0/24", "::ffff:192.0.2.9", true), ("::/0", "::ffff:192.0.2.9", false),
  ])
  func knowsWhatItContains(_ network: String, _ address: String, _ answer: Bool) throws {
    #expect(try Network(network).contains(IPAddress(address)) == answer)
  }

  @Test func writesIPv6Canonically() throws {
    #expect(try IPAddress("2001:DB8:0:0::1").text == "2001:db8::1")
  }

  @Test func readsEndpoints() throws {
    #expect(try Endpoint("[2001:db8::1]:53").host == "2001:db8::1")
    #expect(try Endpoint("192.0.2.1:53").port == 53)
    #expect(throws: Fault(.invalid, en: "", es: "")) { try Endpoint("192.0.2.1:0") }
  }
}

@Suite struct SecretTests {
  @Test func showsItselfNowhere() throws {
    struct Holder: Codable { var password: Secret }
    let holder = Holder(password: Secret("hunter22"))
    #expect(!"\(holder)".contains("hunter22"))
    var dumped = ""
    dump(holder, to: &dumped)
    #expect(!dumped.contains("hunter22"))
    let encoder = JSONEncoder()
    encoder.userInfo[Secret.redacting] = true
    #expect(String(decoding: try encoder.encode(holder), as: UTF8.self) == #"{"password":"•••"}"#)
  }

  @Test func travels() throws {
    let data = try JSONEncoder().encode([Secret("hunter22")])
    #expect(try JSONDecoder().decode([Secret].self, from: data).first?.value == "hunter22")
  }
}

@Suite struct LanguageTests {
  @Test(arguments: [
    (["LANG": "es_ES.UTF-8"], Language.spanish), (["LANG": "en_GB.UTF-8"], .english), ([:], .english),
    (["LANG": "es_ES", "LC_ALL": "C"], .english), (["LANG": "C", "LC_MESSAGES": "es_MX"], .spanish),
  ])
  func followsTheEnvironment(_ pair: ([String: String], Language)) {
    #expect(Language(environment: pair.0) == pair.1)
  }

  @Test(arguments: [
    ("es-MX,es;q=0.9,en;q=0.8", Language.spanish), ("fr, en;q=0.5, es;q=0.4", .english), ("de", .english),
  ])
  func followsTheBrowser(_ pair: (String, Language)) {
    #expect(Language(acceptLanguage: pair.0) == pair.1)
  }
}
