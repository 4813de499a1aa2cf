import Foundation
import Kernel
import MailModel
import NIOPosix

extension AnchorClient {
  /// Real files, the host's syslog and HTTP.
  package static func live(syslog socket: String = "/dev/log") -> AnchorClient {
    AnchorClient(
      keep: { seal, place, anchor in
        switch place {
        case .file(let path): try await offTheLoop { try FileAnchor(path: path).append(seal) }
        case .syslog: try await offTheLoop { try SyslogAnchor(socket: socket).send(seal, anchor: anchor) }
        case .webhook(let url, let credential):
          try await WebhookAnchor(url: url, credential: credential).post(seal, anchor: anchor)
        }
      },
      contents: { path in try await offTheLoop { try FileAnchor(path: path).contents() } })
  }

  /// A disk or a network file system may keep its caller waiting.
  private static func offTheLoop<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value
  {
    try await NIOThreadPool.singleton.runIfActive(work)
  }
}

extension JournalSeal {
  /// One line, as files and syslog keep it: it begins with `{"at":`.
  var line: String {
    get throws { String(decoding: try WireJSON.encoder().encode(self), as: UTF8.self) }
  }
}
