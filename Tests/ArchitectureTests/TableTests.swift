import Testing

@Suite struct TableTests {
  @Test func onlyItsOwnFolderNamesATable() {
    #expect(report(of: TableRules.violations(in: SourceTree.product)) == "")
  }

  @Test func findsTheTablesAtAll() {
    let owners = TableRules.owners(in: SourceTree.product)
    #expect(owners["account"] == "Sources/Accounts/Accounts")
    #expect(owners["alias"] == "Sources/Accounts/Aliases")
    #expect(owners["domain"] == "Sources/Accounts/Domains")
  }

  /// An exception that nobody needs any more would hide the next breach.
  @Test func everyExceptionIsNeeded() {
    for exception in TableRules.exceptions {
      let others = TableRules.exceptions.filter { $0.folder != exception.folder }
      #expect(TableRules.violations(in: SourceTree.product, exceptions: others) != [], "\(exception.folder)")
    }
  }

  private static let owner = SourceFile(
    "Sources/Accounts/Aliases/Alias.swift", #"let m = Migration("a", ["CREATE TABLE alias (address TEXT)"])"#)

  @Test(arguments: [
    "SELECT address FROM alias", "SELECT 1 FROM account JOIN alias USING (address)", "DELETE FROM alias",
    "INSERT INTO alias (address) VALUES (1)", "UPDATE alias SET address = 1", "ALTER TABLE alias ADD COLUMN a TEXT",
  ])
  func refusesANeighboursTable(_ sql: String) {
    let text = "func a(in db: any Database) throws { try db.execute(\"\(sql)\") }"
    let neighbour = SourceFile("Sources/Accounts/Groups/Group.swift", text)
    let own = SourceFile("Sources/Accounts/Aliases/Aliases.swift", text)
    #expect(TableRules.violations(in: [Self.owner, neighbour], exceptions: []).count == 1)
    #expect(TableRules.violations(in: [Self.owner, own], exceptions: []) == [])
  }

  @Test func letsProseAndForeignKeysBe() {
    let text = """
      func a(in db: any Database) { say("remove it from alias info") }
      let m = Migration("b", ["CREATE TABLE member (alias TEXT REFERENCES alias (address))"])
      """
    #expect(TableRules.violations(in: [Self.owner, SourceFile("Sources/Accounts/Groups/Group.swift", text)]) == [])
  }
}
