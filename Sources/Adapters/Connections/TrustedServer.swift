import MailModel
import NIOSSL

/// Whom a TLS connection must turn out to be with.
package struct TrustedServer: Sendable {
  /// The name that the certificate must carry, unless it carries the very address that was connected to
  /// (RFC 6125 §1.7.2); also sent as SNI.
  package var name: DomainName
  /// A PEM file with the authorities to trust; `nil` trusts those of the system.
  package var authority: String?

  package init(name: DomainName, authority: String?) {
    self.name = name
    self.authority = authority
  }

  /// TLS 1.2 or later (RFC 8996), certificate and name verified. Reads the authority's file.
  func handlerMaker() throws -> @Sendable () throws -> NIOSSLClientHandler {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    if let authority { configuration.trustRoots = .certificates(try certificates(in: authority)) }
    let context = try NIOSSLContext(configuration: configuration)
    return { [name] in try NIOSSLClientHandler(context: context, serverHostname: name.name) }
  }

  private func certificates(in file: String) throws -> [NIOSSLCertificate] {
    do {
      return try NIOSSLCertificate.fromPEMFile(file)
    } catch {
      throw Fault(
        .unavailable, en: "no certificate can be read from \(file)",
        es: "no se puede leer ningún certificado de \(file)",
        hint: Text(
          en: "it must be the PEM file of the authority that signed the service's certificate",
          es: "debe ser el fichero PEM de la autoridad que firmó el certificado del servicio"))
    }
  }
}
