/// What everybody may do with their own account, whatever else they may.
package enum OwnPermissions {
  package static let nouns: Set = ["sessions", "secondFactor", "ownPassword"]

  static func contain(_ permission: Permission) -> Bool {
    permission.name.split(separator: ".").first.map { nouns.contains(String($0)) } ?? false
  }
}
