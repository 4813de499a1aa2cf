import Foundation
import MailModel

/// A file that somebody chose in a form.
package struct UploadedFile: Sendable {
  package var name: String
  package var content: Data
}

/// A form with files in it (RFC 7578): its fields, and what was chosen. Whatever is no part of one is passed over.
struct MultipartForm: Sendable {
  /// Several values of one name stand in lines.
  private(set) var fields: [String: String] = [:]
  private(set) var files: [String: UploadedFile] = [:]

  /// Parts that are looked at.
  private static let mostParts = 200
  private static let blankLine = Data("\r\n\r\n".utf8)

  /// The boundary that a `Content-Type` names; `nil` where it is another type.
  static func boundary(in contentType: String) -> String? {
    let words = contentType.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
    guard words.first?.lowercased() == "multipart/form-data" else { return nil }
    let found = words.dropFirst().first { $0.lowercased().hasPrefix("boundary=") }?.dropFirst("boundary=".count)
    let boundary = found.map { $0.trimmingCharacters(in: ["\""]) } ?? ""
    return (1...70).contains(boundary.utf8.count) ? boundary : nil
  }

  init(_ body: Data, boundary: String) {
    let delimiter = Data("\r\n--\(boundary)".utf8)
    // The first delimiter may stand at the very beginning.
    let body = Data("\r\n".utf8) + body
    var start = body.range(of: delimiter)
    for _ in 0..<Self.mostParts {
      guard let here = start else { return }
      let next = body.range(of: delimiter, in: here.upperBound..<body.endIndex)
      guard let end = next?.lowerBound else { return }
      read(body[here.upperBound..<end])
      start = next
    }
  }

  private mutating func read(_ part: Data) {
    guard let blank = part.range(of: Self.blankLine) else { return }
    let head = String(decoding: part[..<blank.lowerBound], as: UTF8.self)
    let parameters = Self.disposition(in: head)
    guard let name = parameters["name"] else { return }
    let content = Data(part[blank.upperBound...])
    if let file = parameters["filename"] {
      if !file.isEmpty { files[name] = UploadedFile(name: Self.lastPart(of: file), content: content) }
    } else {
      let value = String(decoding: content, as: UTF8.self)
      fields[name] = fields[name].map { "\($0)\n\(value)" } ?? value
    }
  }

  /// The parameters of `Content-Disposition: form-data; name="file"; filename="a.csv"`; browsers write a quotation mark
  /// in them as `%22` (HTML §4.10.22.8).
  private static func disposition(in head: String) -> [String: String] {
    let lines = head.split(whereSeparator: \.isNewline)
    guard let line = lines.first(where: { $0.lowercased().hasPrefix("content-disposition:") }) else { return [:] }
    var parameters: [String: String] = [:]
    for found in line.matches(of: #/;\s*([A-Za-z]+)="([^"]*)"/#) {
      parameters[String(found.output.1).lowercased()] = String(found.output.2).replacing("%22", with: "\"")
    }
    return parameters
  }

  /// Without the folders that some browsers send along.
  private static func lastPart(of name: String) -> String {
    let parts = name.split { $0 == "/" || $0 == "\\" }
    return parts.last.map { String($0) } ?? ""
  }
}
