# Rendered by Palomar. Changes made here are reported as drift and replaced by the next generation;
# use an override to change a setting.
require ["fileinto", "mailbox", "envelope", "subaddress", "imap4flags"];
# A copy of what was sent in this mailbox's name.
if envelope :detail "to" "palomar-sent" {
  fileinto :create :flags "\\Seen" "Sent";
  stop;
}
if header :is "X-Spam" "Yes" {
  fileinto :create "Junk";
  stop;
}
=== root:root 644 dovecot
