import Foundation
import Testing

@testable import Surface

@Suite struct MultipartFormTests {
  private func form(_ lines: String) -> MultipartForm {
    MultipartForm(Data(lines.replacing("\n", with: "\r\n").utf8), boundary: "x")
  }

  @Test func readsFieldsAndFiles() {
    let form = form(
      """
      --x
      Content-Disposition: form-data; name="a"

      one
      --x
      Content-Disposition: form-data; name="a"

      two
      --x
      Content-Disposition: form-data; name="file"; filename="C:\\dir\\na%22me.csv"
      Content-Type: text/csv

      line

      --x--

      """)
    #expect(form.fields == ["a": "one\ntwo"])
    #expect(form.files["file"]?.name == "na\"me.csv")
    #expect(form.files["file"].map { String(decoding: $0.content, as: UTF8.self) }?.hasPrefix("line") == true)
  }

  @Test func aFileThatWasNotChosenIsNone() {
    #expect(form("--x\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\n\n\n--x--").files.isEmpty)
  }

  @Test(
    arguments: [
      ("multipart/form-data; boundary=abc", "abc"), ("Multipart/Form-Data; charset=utf-8; boundary=\"a b\"", "a b"),
      ("application/x-www-form-urlencoded", nil), ("multipart/form-data", nil), ("", nil),
    ] as [(String, String?)]) func findsTheBoundary(_ type: String, _ boundary: String?)
  {
    #expect(MultipartForm.boundary(in: type) == boundary)
  }

  /// Whatever is sent: reading never traps.
  @Test(arguments: 0..<60) func readsAnything(_ length: Int) {
    let words = [
      "--x", "\r\n", "\r\n\r\n", "Content-Disposition: form-data; name=\"a\"", "--x--", "\"", ";", "a", "\0",
    ]
    for seed in 0..<20 {
      let text = (0..<length).map { words[($0 * 7 + seed * 31 + $0 * $0 * seed) % words.count] }.joined()
      #expect(MultipartForm(Data(text.utf8), boundary: "x").files.isEmpty)
    }
  }
}
