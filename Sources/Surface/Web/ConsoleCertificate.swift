import Foundation
import MailModel
import NIOCore
import NIOSSL
import Synchronization

/// The certificate and key of the web face, as the agent puts them; a new one serves the next connection.
final class ConsoleCertificate: Sendable {
  private struct Loaded {
    var pem: Data
    var chain: [NIOSSLCertificateSource]
    var key: NIOSSLPrivateKeySource
  }

  private let path: String
  private let loaded = Mutex<Loaded?>(nil)

  init(path: String) {
    self.path = path
  }

  /// Reads the file if it has changed; what was read before stays in use when that fails.
  func refresh() throws {
    guard let pem = FileManager.default.contents(atPath: path) else {
      throw Fault(
        .unavailable, en: "there is no certificate for the console yet", es: "aún no hay certificado para la consola",
        hint: Text(
          en: "it comes with the first configuration: palomar apply",
          es: "llega con la primera configuración: palomar apply"
        ))
    }
    guard loaded.withLock({ $0?.pem }) != pem else { return }
    let chain = try NIOSSLCertificate.fromPEMBytes(Array(pem)).map(NIOSSLCertificateSource.certificate)
    let key = try NIOSSLPrivateKey(bytes: Array(pem), format: .pem)
    loaded.withLock { $0 = Loaded(pem: pem, chain: chain, key: .privateKey(key)) }
  }

  /// TLS 1.2 and later; each handshake takes the certificate of its time.
  func configuration() throws -> TLSConfiguration {
    try refresh()
    guard let loaded = loaded.withLock({ $0 }) else { throw CancellationError() }
    var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: loaded.chain, privateKey: loaded.key)
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    configuration.sslContextCallback = { [self] _, promise in promise.succeed(current) }
    return configuration
  }

  private var current: NIOSSLContextConfigurationOverride {
    var override = NIOSSLContextConfigurationOverride()
    loaded.withLock {
      override.certificateChain = $0?.chain
      override.privateKey = $0?.key
    }
    return override
  }
}
