import Crypto
import Foundation
import Kernel
import MailModel

/// A file of accounts on its way through the door, a part at a time: what the command line and the console both do.
struct ImportUpload {
  let file: String
  let size: Int
  let domain: DomainName?
  let updates: Bool
  /// Octets from a place on, as many as wanted; fewer at the end alone.
  let read: (_ offset: Int, _ count: Int) throws -> Data

  /// The import with all of its content. What came in an earlier try is not sent again.
  func send(
    begin: (BeginImport) async throws -> Import, append: (AppendToImport) async throws -> Import,
    progress: (Import) -> Void = { _ in }
  ) async throws -> Import {
    var run = try await begin(
      BeginImport(file: file, digest: try digest(), size: size, domain: domain, updates: updates))
    while run.state == .receiving, run.received < run.size {
      let part = try read(run.received, ImportContent.partSize)
      guard !part.isEmpty else { break }
      let content = Secret(part.base64EncodedString())
      run = try await append(AppendToImport(id: run.id, domain: domain, start: run.received, content: content))
      progress(run)
    }
    return run
  }

  private func digest() throws -> String {
    var digest = SHA256()
    var offset = 0
    while true {
      let part = try read(offset, ImportContent.partSize)
      guard !part.isEmpty else { break }
      digest.update(data: part)
      offset += part.count
    }
    return digest.finalize().hexadecimal
  }
}
