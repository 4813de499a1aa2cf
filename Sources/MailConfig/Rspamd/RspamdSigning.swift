import MailModel

extension RenderPlan {
  /// DKIM: mail of people who signed in, and of this host, is signed for the domain of its `From`, which the
  /// rules have tied to the sender and Postfix to the login. The domain of the login itself may be another one.
  var rspamdSigning: [RspamdSection] {
    [
      RspamdSection(
        "dkim_signing.conf",
        [
          SettingGroup(
            "Who signs",
            [
              "enabled": "true",
              "sign_authenticated": "true",
              "sign_local": "true",
              "sign_networks": list(system.trusted),
              "use_domain": quoted("header"),
              "use_esld": "false",
              "try_fallback": "false",
              "allow_username_mismatch": "true",
              "allow_hdrfrom_mismatch": "false",
              "allow_hdrfrom_multiple": "false",
              "check_pubkey": "false",
            ]),
          SettingGroup("Keys", ["domain": rspamdKeys]),
        ])
    ] + (canResolve ? [rspamdSealing] : [])
  }

  private var rspamdSealing: RspamdSection {
    RspamdSection("arc.conf", [SettingGroup("Checked, not sealed", ["sign_inbound": "false", "sign_local": "false"])])
  }

  private var rspamdKeys: String {
    let domains = system.domains.sorted { $0.name < $1.name }.map { domain in
      """
        \(quoted(domain.name.name)) {
          selector = \(quoted(domain.selector.label));
          path = \(quoted(layout.dkimKey(domain.name, domain.selector)));
        }
      """
    }
    return (["{"] + domains + ["}"]).joined(separator: "\n")
  }
}
