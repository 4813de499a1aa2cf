import Foundation
import Kernel
import MailModel

/// One address of the console: what a capability shows there, or does there by a form.
package struct ConsolePage: Sendable {
  package enum Access: Sendable {
    /// Also who has not signed in.
    case anyone
    case signedIn
    /// Whoever has this permission for everything.
    case holders(of: Permission)
  }

  /// The parts of the menu, in their order.
  package enum Section: Int, Sendable, CaseIterable {
    /// The process as a whole.
    case process
    /// Domains, DNS, what is installed.
    case service
    /// Accounts and all that gives and limits access.
    case people
    /// What shows that all is as it should be.
    case oversight
    /// What everybody has for themselves.
    case own
  }

  /// Where the menu leads to it.
  package struct Entry: Sendable {
    package var title: Text
    /// Its place among the others of its section.
    package var order: Int
    package var section: Section

    package init(_ title: Text, order: Int, in section: Section = .people) {
      self.title = title
      self.order = order
      self.section = section
    }
  }

  package typealias Answer = @Sendable (PageRequest) async throws -> PageReply

  let path: String
  let isForm: Bool
  let access: Access
  let entry: Entry?
  /// Octets of the files that its form may bring.
  var uploads = 0
  let answer: Answer

  /// What somebody looks at.
  package static func show(_ path: String, for access: Access, entry: Entry? = nil, _ answer: @escaping Answer)
    -> ConsolePage
  {
    ConsolePage(path: path, isForm: false, access: access, entry: entry, answer: answer)
  }

  /// What a form of ours is sent to.
  package static func submit(_ path: String, for access: Access, uploads: Int = 0, _ answer: @escaping Answer)
    -> ConsolePage
  {
    ConsolePage(path: path, isForm: true, access: access, entry: nil, uploads: uploads, answer: answer)
  }

  func isOpen(to signedIn: SignedIn?) -> Bool {
    switch access {
    case .anyone: true
    case .signedIn: signedIn != nil
    case .holders(let permission): signedIn?.principal.maySomewhere(permission) == true
    }
  }
}

/// What a page knows of who asks, and for what.
package struct PageRequest: Sendable {
  package let plane: ControlPlane
  package let language: Language
  package let client: WebClient
  /// Where the request came in.
  package let path: String
  /// Where the browser has the console open: a host, with a port or without.
  package let authority: String
  /// From the path and the query string.
  package let query: [String: String]
  /// From the body; several values of one name stand in lines.
  package let form: [String: String]
  package var files: [String: UploadedFile] = [:]
  package let cookies: [String: String]
  package let signedIn: SignedIn?
  /// So many changes this one request asks for.
  var together = 1

  /// Who asks, for the door, and why where the form has a field `reason`; pages that are open to anyone have none.
  package func principal() throws -> Principal {
    guard let signedIn else {
      throw Unauthenticated(
        message: Text(en: "nobody is signed in", es: "nadie ha iniciado sesión"),
        hint: Text(en: "sign in", es: "inicie sesión"))
    }
    let reason = try form["reason"].flatMap { $0.isEmpty ? nil : try RequestReason.checked($0) }
    var origin = Origin(address: client.address, session: signedIn.session, reason: reason)
    origin.together = together
    return signedIn.principal.coming(from: origin)
  }
}

package enum PageReply: Sendable {
  case page(PageContent)
  /// After a form: the browser shows that page, and reloading repeats nothing.
  case redirect(to: String, cookies: [String] = [])
  case download(Download)
}

package struct PageContent: Sendable {
  package var title: Text
  package var template: PageTemplate
  /// Texts, strings, truth values, and lists and dictionaries of these.
  package var data: [String: any Sendable]
  /// What has just been done.
  package var notice: Text?
  /// An HTTP status code.
  package var status: Int
  package var cookies: [String]
  /// Where the browser goes on to by itself, at once.
  package var leadsTo: String?
  /// Seconds after which it is worth another try.
  package var retryAfter: Int?
  /// Seconds after which the browser looks again, while something is under way.
  package var refresh: Int?
  /// The pages above this one, beside that of the menu.
  package var trail: [Crumb] = []
  /// Of a session that begins with this page.
  var formToken: FormToken?

  /// One step of the way to a page.
  package struct Crumb: Sendable {
    package var title: Text
    package var path: String

    package init(_ title: Text, _ path: String) {
      self.title = title
      self.path = path
    }
  }

  package init(
    _ title: Text, _ template: PageTemplate, _ data: [String: any Sendable] = [:], notice: Text? = nil,
    status: Int = 200, cookies: [String] = []
  ) {
    self.title = title
    self.template = template
    self.data = data
    self.notice = notice
    self.status = status
    self.cookies = cookies
  }
}
