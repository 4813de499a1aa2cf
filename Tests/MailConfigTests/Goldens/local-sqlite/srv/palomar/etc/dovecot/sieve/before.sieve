# Rendered by Palomar. Changes made here are reported as drift and replaced by the next generation;
# use an override to change a setting.
require ["fileinto", "mailbox"];
if header :is "X-Spam" "Yes" {
  fileinto :create "Junk";
  stop;
}
=== root:root 644 dovecot
