import MailModel

extension RenderPlan {
  /// Who fills a mailbox hears of it at 80 and at 95 percent, once each time that the limit is crossed.
  ///
  /// Dovecot's quota plugin calls a script, which hands Dovecot a message by LMTP: nobody else has a part in it. The
  /// message speaks both languages, because it is written where nobody knows the reader's.
  var dovecotQuotaWarning: String {
    """
    service quota-warning {
      executable = script \(layout.quotaWarning)
      user = \(HostFacts.mailUserName)
      unix_listener quota-warning {
        user = \(HostFacts.mailUserName)
        mode = 0600
      }
    }
    """
  }

  /// doc.dovecot.org/2.3, “Quota warnings”: the first that fits is carried out, so the highest stands first.
  var dovecotQuotaLimits: String {
    """
      quota_warning = storage=95%% quota-warning 95 %u
      quota_warning2 = storage=80%% quota-warning 80 %u
    """
  }

  /// Perl, because Debian cannot be without it (perl-base is essential). LMTP is RFC 2033.
  var quotaWarningScript: String {
    """
    #!/usr/bin/perl
    \(header)
    my $socket = "\(layout.warningSocket)";
    my $host = "\(system.host.name)";
    \(quotaWarningRules)
    """
  }
}

private let quotaWarningRules = #"""

  use strict;
  use warnings;
  use IO::Socket::UNIX;
  use POSIX qw(strftime);

  my ($percent, $address) = @ARGV;
  die "quota-warning PERCENT ADDRESS\n" unless $percent =~ /^\d+$/ && $address =~ /^[^\s<>]+$/;

  my $delivery = IO::Socket::UNIX->new(Peer => $socket) or die "$socket: $!\n";

  # Waits for an answer that begins with one of the digits; lines with a hyphen go on.
  sub answer {
    my ($good) = @_;
    while (my $line = <$delivery>) {
      next if $line =~ /^\d{3}-/;
      die "delivery to $address: $line" unless $line =~ /^[$good]/;
      return;
    }
    die "delivery to $address: the connection ended\n";
  }

  sub command {
    my ($line, $good) = @_;
    print $delivery "$line\r\n";
    answer($good);
  }

  my $date = strftime("%a, %d %b %Y %H:%M:%S +0000", gmtime);
  my $id = time . ".$$.quota\@$host";
  my $message = <<"END";
  From: <postmaster\@$host>
  To: <$address>
  Subject: =?utf-8?q?Your_mailbox_is_$percent%_full_=C2=B7?=
   =?utf-8?q?_Su_buz=C3=B3n_est=C3=A1_al_$percent%?=
  Date: $date
  Message-ID: <$id>
  Auto-Submitted: auto-generated
  MIME-Version: 1.0
  Content-Type: text/plain; charset=utf-8
  Content-Transfer-Encoding: 8bit

  Your mailbox $address is $percent % full. When it is full, it takes no more mail.
  Delete what you no longer need, and empty the folder Trash.

  Su buzón $address está al $percent %. Cuando se llene, no admitirá más correo.
  Borre lo que ya no necesite y vacíe la carpeta Trash.
  END

  $message =~ s/\n/\r\n/g;
  answer("2");
  command("LHLO $host", "2");
  command("MAIL FROM:<>", "2");
  command("RCPT TO:<$address>", "2");
  command("DATA", "3");
  command("$message.", "2");
  command("QUIT", "2");
  """#
