import MailFormats
import Testing

@Suite struct EncodedWordsTests {
  @Test(arguments: [
    ("plain", "plain"), ("=?utf-8?q?Canci=C3=B3n_nueva?=", "Canción nueva"), ("=?UTF-8?B?Q2FuY2nDs24=?=", "Canción"),
    ("=?ISO-8859-1?Q?a?= b", "a b"), ("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"),
    ("=?ISO-8859-1?Q?a_b?=", "a b"), ("=?iso-8859-1?q?Mu=F1oz?= <m@x.example>", "Muñoz <m@x.example>"),
    ("=?utf-8*es?q?ya?=", "ya"), ("=?utf-8?B?Q2FuY2nDs24?=", "Canción"),
  ])
  func readsWhatPeopleWrote(_ header: String, _ text: String) {
    #expect(EncodedWords.decoded(header) == text)
  }

  @Test(arguments: [
    "=?utf-8?q?", "=?koi8-r?B?8PDw?=", "=?utf-8?x?a?=", "=?utf-8?B?*?=", "=?", "?=", "=?=?=?=?=", "=?utf-8?q?a b?=",
  ])
  func leavesWhatItDoesNotUnderstand(_ header: String) {
    #expect(EncodedWords.decoded(header) == header)
  }

  @Test func lettersNoCharacterOfALineThrough() {
    #expect(EncodedWords.decoded("=?utf-8?q?a=0D=0ABcc:_x=00?=\u{7}") == "aBcc: x")
    #expect(EncodedWords.decoded("=?utf-8?q?=?=") == "=")
  }
}
