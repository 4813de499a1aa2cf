import Crypto
import Foundation
import Hummingbird
import MailModel
import NIOCore

/// The console's one script. Pages work without it; with it, people sign in with passkeys. Like the stylesheet it has an
/// address that changes with its contents.
enum Script {
  static let path: String = {
    let hash = SHA256.hash(data: Data(text.utf8)).hexadecimal.prefix(12)
    return "/assets/palomar-\(hash).js"
  }()

  static var response: Response {
    Response(
      status: .ok,
      headers: [.contentType: "text/javascript; charset=utf-8", .cacheControl: "public, max-age=31536000, immutable"],
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }

  /// A form with `data-passkey` is filled in by an authenticator: the options come as JSON in the form, with octets in
  /// Base64url, and its hidden fields take what `navigator.credentials` answers (Web Authentication Level 3 §5.1).
  private static let text = """
    "use strict";
    (() => {
      if (!window.PublicKeyCredential) return;
      document.querySelectorAll("[data-with-passkeys]").forEach(part => { part.hidden = false; });
      document.querySelectorAll("[data-without-passkeys]").forEach(part => { part.hidden = true; });

      const octets = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
      const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer || [])))
        .replace(/\\+/g, "-").replace(/\\//g, "_").replace(/=+$/, "");
      const known = list => list.map(one => ({ ...one, id: octets(one.id) }));

      const ceremonies = {
        create: async options => {
          options.challenge = octets(options.challenge);
          options.user.id = octets(options.user.id);
          options.excludeCredentials = known(options.excludeCredentials);
          const made = await navigator.credentials.create({ publicKey: options });
          return {
            clientData: text(made.response.clientDataJSON),
            attestation: text(made.response.attestationObject),
            transports: made.response.getTransports ? made.response.getTransports().join(" ") : "",
          };
        },
        get: async options => {
          options.challenge = octets(options.challenge);
          options.allowCredentials = known(options.allowCredentials);
          const used = await navigator.credentials.get({ publicKey: options });
          return {
            id: text(used.rawId),
            clientData: text(used.response.clientDataJSON),
            authenticatorData: text(used.response.authenticatorData),
            signature: text(used.response.signature),
            userHandle: text(used.response.userHandle),
          };
        },
      };

      document.querySelectorAll("form[data-passkey]").forEach(form => {
        const failed = form.querySelector("[data-failed]");
        form.addEventListener("submit", async event => {
          event.preventDefault();
          failed.hidden = true;
          try {
            const answer = await ceremonies[form.dataset.passkey](JSON.parse(form.dataset.options));
            for (const name in answer) form.elements.namedItem(name).value = answer[name];
          } catch (error) {
            failed.hidden = false;
            return;
          }
          form.submit();
        });
        if ("begins" in form.dataset) form.requestSubmit();
      });
    })();
    """
}
