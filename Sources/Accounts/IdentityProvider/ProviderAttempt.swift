import Crypto
import Foundation
import MailModel
import Surface

/// One sign-in through the provider, from its start to the answer. All that it needs follows from a secret that the
/// browser keeps meanwhile, so nothing of it lies here, and an answer that another browser brings fits nowhere.
struct ProviderAttempt: Sendable {
  let secret: Secret

  /// Seconds until the browser forgets it.
  private static let lifetime = 600
  private static let cookie = "__Host-palomar-provider"

  init() {
    secret = Secret(SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.base64URL)
  }

  /// The one whose answer this request brings.
  init?(_ request: PageRequest) {
    self.init(cookie: request.cookies[Self.cookie])
  }

  init?(cookie: String?) {
    guard let cookie, cookie.utf8.count == 43 else { return nil }
    secret = Secret(cookie)
  }

  /// `Lax`, as the answer comes from the provider's site.
  var header: String {
    "\(Self.cookie)=\(secret.value); Path=/; Max-Age=\(Self.lifetime); Secure; HttpOnly; SameSite=Lax"
  }

  static let removal = "\(cookie)=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax"

  /// RFC 6749 §10.12: the answer comes back with it, and with the page that was wanted.
  func state(back: String?) -> String { "\(derived("state")).\(Data((back ?? "").utf8).base64URL)" }

  /// The page that was wanted; `nil` when the state is not of this attempt.
  func back(in state: String) -> String? {
    let parts = state.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, parts[0] == derived("state"), let back = Data(base64URL: parts[1]) else { return nil }
    return LocalPath.checked(String(decoding: back, as: UTF8.self))
  }

  /// The token carries it, and so belongs to this attempt.
  var nonce: String { derived("nonce") }

  /// RFC 7636 §4.1: whoever redeems the code shows what its challenge was made of.
  var verifier: Secret { Secret(derived("verifier")) }
  var challenge: String { Self.challenge(of: verifier) }

  static func challenge(of verifier: Secret) -> String {
    Data(SHA256.hash(data: Data(verifier.value.utf8))).base64URL
  }

  private func derived(_ purpose: String) -> String {
    Data(SHA256.hash(data: Data("\(purpose) \(secret.value)".utf8))).base64URL
  }
}
