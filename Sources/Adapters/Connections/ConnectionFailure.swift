import Foundation
import MailModel
import NIOCore
import NIOPosix
import NIOSSL

/// Why a connection could not be made or used, and with whom.
package struct ConnectionFailure: Error {
  package enum Reason: Error, Hashable {
    /// Nothing accepts connections there; in the system's words.
    case refused(String)
    case timedOut
    /// The peer ended it.
    case closed
    /// The peer sent a line of more than `limit` octets.
    case lineTooLong(limit: Int)
    /// The certificate is in order, but for another name.
    case wrongName
    /// The certificate comes from an authority that is not trusted, or its time is over.
    case untrusted
    /// No agreement on TLS, in the library's words.
    case noTLS(String)
    case broken(String)
  }

  package let peer: String
  package let reason: Reason

  package init(peer: String, reason: Reason) {
    self.peer = peer
    self.reason = reason
  }
}

extension ConnectionFailure: CustomStringConvertible {
  package var description: String { "\(peer): \(reason)" }
}

extension ConnectionFailure.Reason {
  /// Tells the causes apart that need different remedies.
  init(_ error: any Error) {
    switch error {
    case let reason as ConnectionFailure.Reason: self = reason
    case let error as NIOSSLError: self = .init(tls: error)
    case let error as NIOSSLExtraError where error == .failedToValidateHostname: self = .wrongName
    case let error as NIOSSLExtraError where error == .serverHostnameImpossibleToMatch: self = .wrongName
    case let error as ChannelError: self = .init(channel: error)
    case let error as IOError: self = .init(errno: error.errnoCode)
    case let error as NIOConnectionError: self = .init(connect: error)
    default: self = .broken("\(error)")
    }
  }

  private init(tls error: NIOSSLError) {
    guard case .handshakeFailed(let cause) = error else {
      self = error == .uncleanShutdown ? .closed : .noTLS("\(error)")
      return
    }
    let words = "\(cause)"
    self = words.contains("CERTIFICATE_VERIFY_FAILED") ? .untrusted : .noTLS(words)
  }

  private init(channel error: ChannelError) {
    switch error {
    case .connectTimeout: self = .timedOut
    case .ioOnClosedChannel, .alreadyClosed, .eof, .inputClosed, .outputClosed: self = .closed
    default: self = .broken("\(error)")
    }
  }

  private init(connect error: NIOConnectionError) {
    if error.dnsAError != nil || error.dnsAAAAError != nil, error.connectionErrors.isEmpty {
      self = .refused("\(error.host): no address")
    } else {
      self = error.connectionErrors.first.map { .init($0.error) } ?? .refused("\(error.host)")
    }
  }

  private init(errno code: CInt) {
    switch code {
    case ECONNREFUSED, ENOENT, EHOSTUNREACH, ENETUNREACH, EACCES, EADDRNOTAVAIL:
      self = .refused(String(cString: strerror(code)))
    case ECONNRESET, EPIPE: self = .closed
    case ETIMEDOUT: self = .timedOut
    default: self = .broken(String(cString: strerror(code)))
    }
  }
}

extension ConnectionFailure {
  package var fault: Fault {
    Fault(.unavailable, message, hint: hint)
  }

  private var message: Text {
    switch reason {
    case .refused(let words):
      Text(en: "\(peer) accepts no connection (\(words))", es: "\(peer) no acepta conexiones (\(words))")
    case .timedOut: Text(en: "\(peer) does not answer in time", es: "\(peer) no responde a tiempo")
    case .closed: Text(en: "\(peer) closed the connection", es: "\(peer) cerró la conexión")
    case .lineTooLong(let limit):
      Text(
        en: "\(peer) sent a line of more than \(limit) octets", es: "\(peer) envió una línea de más de \(limit) octetos"
      )
    case .wrongName:
      Text(en: "the certificate of \(peer) is for another name", es: "el certificado de \(peer) es de otro nombre")
    case .untrusted:
      Text(en: "the certificate of \(peer) is not to be trusted", es: "el certificado de \(peer) no es de confianza")
    case .noTLS(let words):
      Text(en: "no TLS with \(peer) (\(words))", es: "no hay TLS con \(peer) (\(words))")
    case .broken(let words):
      Text(en: "the connection to \(peer) broke (\(words))", es: "la conexión con \(peer) se rompió (\(words))")
    }
  }

  private var hint: Text {
    switch reason {
    case .refused:
      Text(en: "see whether the service runs: palomar status", es: "mire si el servicio funciona: palomar status")
    case .timedOut, .closed, .broken:
      Text(en: "its log says why: palomar status shows where it runs", es: "su registro dice por qué: palomar status")
    case .lineTooLong, .noTLS:
      Text(en: "see what listens on that port", es: "mire qué escucha en ese puerto")
    case .wrongName:
      Text(en: "compare the host's name with the certificate", es: "compare el nombre del equipo con el certificado")
    case .untrusted:
      Text(
        en: "see that it is in date and signed by the authority that you trust",
        es: "compruebe que está en vigor y firmado por la autoridad en la que confía")
    }
  }
}
