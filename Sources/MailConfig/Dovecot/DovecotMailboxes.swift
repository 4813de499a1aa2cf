import MailModel

extension RenderPlan {
  var dovecotMailboxes: String {
    """
    # Mailboxes: one user of the host owns all of them; each file belongs to one mailbox alone
    mail_uid = \(mailUser.uid)
    mail_gid = \(mailUser.gid)
    first_valid_uid = \(mailUser.uid)
    last_valid_uid = \(mailUser.uid)
    mail_home = \(layout.mail)/%d/%n
    mail_location = maildir:~/Maildir
    mail_privileged_group =
    maildir_copy_with_hardlinks = no
    maildir_stat_dirs = yes
    mail_plugins = quota acl notify mail_log
    mail_max_userip_connections = 50
    recipient_delimiter = +
    lmtp_save_to_detail_mailbox = no
    lda_mailbox_autocreate = yes
    # Replies and redirects of scripts go out like other mail of this host.
    submission_host = \(listening.submissionFromHost.bracketed):\(system.ports.smtp)
    """
  }

  var dovecotSharing: String {
    """
    namespace inbox {
      inbox = yes
      separator = /
    \(SpecialFolder.all.map(\.block).joined(separator: "\n"))
    }
    namespace shared {
      type = shared
      separator = /
      prefix = Shared/%%u/
      location = maildir:%%h/Maildir
      subscriptions = no
      list = children
    }
    """
  }

  var dovecotPlugins: String {
    """
    plugin {
      quota = count:User quota
      quota_vsizes = yes
      # A mailbox below its quota takes one more message of any size; a full one is refused before the message
      # is accepted. In between lies nothing that would have to be returned to a sender who may be forged.
      quota_grace = \(sizes.store)
      quota_max_mail_size = \(sizes.store)
    \(dovecotQuotaLimits)
      quota_status_success = DUNNO
      quota_status_nouser = DUNNO
      quota_status_overquota = "552 5.2.2 Mailbox is full"

      sieve = file:~/sieve;active=~/.dovecot.sieve
      sieve_before = \(layout.siftingScript)
      # What stands in the portal, for those who have any.
      sieve_before2 = file:\(layout.mailRules)/%d/%n.sieve
      sieve_max_redirects = 10

      acl = vfile
      acl_shared_dict = file:\(layout.sharedMailboxes)/mailboxes

      mail_log_events = delete undelete expunge save copy mailbox_create mailbox_delete mailbox_rename
      mail_log_fields = uid box msgid size from
    }
    """
  }

  /// RFC 5228: copies of what was sent go where they belong, as read; what the filter marked goes to Junk, before any script of the user's own.
  var siftingScript: String {
    """
    \(header)
    require ["fileinto", "mailbox", "envelope", "subaddress", "imap4flags"];
    # A copy of what was sent in this mailbox's name.
    if envelope :detail "to" "\(Layout.copiesDetail)" {
      fileinto :create :flags "\\\\Seen" "Sent";
      stop;
    }
    if header :is "X-Spam" "Yes" {
      fileinto :create "Junk";
      stop;
    }

    """
  }
}

/// A folder that mail programs know by its use (RFC 6154).
private struct SpecialFolder {
  let name: String

  static let all = ["Drafts", "Sent", "Archive", "Junk", "Trash"].map(SpecialFolder.init)

  var block: String {
    """
      mailbox \(name) {
        special_use = \\\(name)
        auto = subscribe
      }
    """
  }
}
