import MailModel

/// Every configuration file of one generation, in the order of their paths. Equal input gives equal bytes.
package struct ConfigSet: Codable, Hashable, Sendable {
  package let files: [ConfigFile]

  package init(_ files: [ConfigFile]) {
    self.files = files.sorted { $0.path < $1.path }
  }
}

package struct ConfigFile: Codable, Hashable, Sendable {
  /// Absolute.
  package var path: String
  package var contents: String
  /// Permission bits, as in chmod(2).
  package var mode: UInt16
  /// User and group by name.
  package var owner: String
  package var group: String
  /// Whose file it is: what is reloaded when it changes.
  package var program: Override.Program

  package init(
    path: String, contents: String, mode: UInt16 = 0o644, owner: String = "root", group: String = "root",
    program: Override.Program
  ) {
    self.path = path
    self.contents = contents
    self.mode = mode
    self.owner = owner
    self.group = group
    self.program = program
  }
}
