import Foundation
import MailModel
import Testing

@testable import Accounts

@Suite struct GivenHashTests {
  /// Made by doveadm pw and by crypt(3), of the password “correct horse”.
  @Test(arguments: [
    "{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$Zvk/ygYeQFtCoRjUTTuQVw$7WaW4hsbmScX3T4/Gjk9dQpBay1xS/HDoe4NURK0mBc",
    "{BLF-CRYPT}$2y$04$S56EjO9gZlmQ0t7JzirS1eHXhKxn9vXTnVKxEdlItjxQScY9iVG1S",
    "{SHA512-CRYPT}$6$5/iEEKoxSEcIAl7j$BJon8NkxXEEIsCBcQ8uAhxRlXqqFf0lNqGCo.Ox2Vc5pGworDfqrirpi"
      + "SjwhZmbXqf89Ac2PIZanMjiFCEb.j/",
    "{SHA256-CRYPT}$5$Tk/SpqyGPgxvnG3c$VoaUbLxxhVmJuZPcu0skUxrGB1rW2T1J7Qs8c3sbsBC",
    "{SSHA}C6RYrBH+UGsXvvQ3en4CkzWpflDILrBJ",
    "{SSHA256}dxU1RibuhYV9EnsfhFMy0Mx0M/YI/ZvDf90OYj9lCmXTi4v1",
    "{SSHA512}2pQVz1iOrnX3T6nCvHHZ0wWvHgyT7bJl1Pq6z8b3/grBApfnlZxRQPTf71qXL0R/MvLV+VYAFU6rUc8FdYSfPV+cAqs=",
    "$2y$04$S56EjO9gZlmQ0t7JzirS1eHXhKxn9vXTnVKxEdlItjxQScY9iVG1S",
    "{CRYPT}$6$5/iEEKoxSEcIAl7j$BJon8NkxXEEIsCBcQ8uAhxRlXqqFf0lNqGCo.Ox2Vc5pGworDfqrirpiSjwhZmb"
      + "Xqf89Ac2PIZanMjiFCEb.j/",
  ]) func opensWithItsPassword(_ text: String) throws {
    let given = try GivenHash(text)
    #expect(given.hash.isOf(Secret("correct horse")))
    #expect(!given.hash.isOf(Secret("correct horsf")))
    #expect(given.isWeak == text.contains("{SSHA"))
  }
}
