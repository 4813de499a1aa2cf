"""The same Postfix, Dovecot, Rspamd and Redis as an administrator sets them up by hand from their manuals: `BARE` does
no more than receive, filter and deliver; `SAME` is what it takes to give its users what Palomar's do: a full mailbox is
refused before the message is accepted, forged marks are taken out, spam goes to Junk, folders can be shared, and the log
tells what became of each message."""
import atexit, os, shutil, subprocess, tempfile, time

MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
"""

MAIN = """
compatibility_level = 3.6
queue_directory = {root}/queue
data_directory = {root}/data
maillog_file = {root}/postfix.log
maillog_file_prefixes = {root}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.bench.test
mynetworks = 127.0.0.0/8
mydestination =
smtp_dns_support_level = disabled
virtual_mailbox_domains = bench.test
virtual_mailbox_maps = texthash:{root}/mailboxes
virtual_transport = lmtp:unix:{root}/run/lmtp
smtpd_milters = unix:{root}/rspamd/milter.sock
milter_default_action = tempfail
"""

DOVECOT = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
mail_uid = vmail
mail_gid = vmail
first_valid_uid = 100
mail_home = {root}/mail/%d/%n
mail_location = maildir:~/Maildir
passdb {{
  driver = passwd-file
  args = {root}/users
}}
userdb {{
  driver = passwd-file
  args = {root}/users
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  unix_listener lmtp {{
    user = postfix
    mode = 0600
  }}
}}
protocol lmtp {{
  mail_plugins = $mail_plugins sieve quota
  postmaster_address = postmaster@bench.test
}}
plugin {{
  sieve = file:~/sieve;active=~/.dovecot.sieve
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:storage=2G
}}
"""

SAME_MAIN = """
smtpd_recipient_restrictions = reject_unlisted_recipient,
  check_policy_service {{ unix:{root}/run/quota-status, timeout=3s, try_limit=1, default_action=DUNNO }}
header_checks = regexp:{root}/etc/header_checks
"""

SAME_DOVECOT = """
mail_plugins = quota acl notify mail_log
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Junk {{
    auto = subscribe
  }}
}}
namespace shared {{
  type = shared
  separator = /
  prefix = Shared/%%u/
  location = maildir:%%h/Maildir
  list = children
  subscriptions = no
}}
service quota-status {{
  executable = quota-status -p postfix
  client_limit = 1
  unix_listener quota-status {{
    user = postfix
    mode = 0600
  }}
}}
plugin {{
  quota_grace = 20M
  quota_status_success = DUNNO
  quota_status_nouser = DUNNO
  quota_status_overquota = "552 5.2.2 Mailbox is full"
  sieve_before = {root}/before.sieve
  acl = vfile
  acl_shared_dict = file:{root}/state/shared
  mail_log_events = delete undelete expunge save copy mailbox_delete mailbox_rename
  mail_log_fields = uid box msgid size from
}}
"""

HEADER_CHECKS = "/^Authentication-Results:.*mail.bench.test/ IGNORE\n/^X-(Spam|Virus)[^:]*:/ IGNORE\n"
BEFORE = 'require ["fileinto"];\nif header :is "X-Spam" "Yes" {{\n  fileinto "Junk";\n  stop;\n}}\n'

REDIS = "port 0\nunixsocket {root}/redis.sock\nunixsocketperm 777\ndir {root}/redis\nlogfile {root}/redis.log\n"

RSPAMD = {
    "worker-proxy.inc": 'bind_socket = "{root}/rspamd/milter.sock mode=0666"; milter = yes; count = 2;\n'
                        'upstream "local" {{ default = yes; self_scan = yes; }}\n',
    "worker-normal.inc": "enabled = false;\n",
    "worker-controller.inc": 'bind_socket = "{root}/rspamd/controller.sock mode=0600";\n',
    "redis.conf": 'servers = "{root}/redis.sock";\n',
    "classifier-bayes.conf": 'backend = "redis";\n',
    "options.inc": 'dns {{ nameserver = ["127.0.0.1:9"]; timeout = 0.1s; retransmits = 1; }}\ntempdir = "{root}/rspamd";\n'
                   'control_socket = "{root}/rspamd/control.sock mode=0600";\n',
    **{f"{module}.conf": "enabled = false;\n" for module in (
        "rbl", "surbl", "fuzzy_check", "phishing", "asn", "rspamd_update", "greylist", "neural", "mx_check")},
}


class ByHand:
    def __init__(self, port, users, same):
        self.root, self.port, self.processes = tempfile.mkdtemp(prefix="byhand-", dir="/tmp"), port, []
        self.same = same
        os.chmod(self.root, 0o755)
        atexit.register(self.close)
        self.write(users)
        self.start()

    def write(self, users):
        for name, owner in (("etc", "root"), ("queue", "root"), ("data", "postfix"), ("run", "root"), ("state", "root"),
                            ("mail", "vmail"), ("redis", "redis"), ("rspamd", "_rspamd"), ("rspamd/db", "_rspamd"),
                            ("rspamd/local.d", "root")):
            os.makedirs(f"{self.root}/{name}")
            shutil.chown(f"{self.root}/{name}", owner)
        shutil.chown(self.root, group="redis")
        os.chmod(self.root, 0o775)
        files = {"etc/main.cf": MAIN, "etc/master.cf": MASTER, "dovecot.conf": DOVECOT, "redis.conf": REDIS}
        if self.same:
            files["etc/main.cf"] += SAME_MAIN
            # The plugins come before what builds on them.
            files["dovecot.conf"] = DOVECOT.replace("protocols =", SAME_DOVECOT + "protocols =", 1)
            files |= {"etc/header_checks": HEADER_CHECKS, "before.sieve": BEFORE}
        files |= {f"rspamd/local.d/{name}": text for name, text in RSPAMD.items()}
        for name, text in files.items():
            open(f"{self.root}/{name}", "w").write(text.format(root=self.root, port=self.port))
        open(f"{self.root}/mailboxes", "w").writelines(f"{user}@bench.test x\n" for user in users)
        open(f"{self.root}/users", "w").writelines(f"{user}@bench.test:{{PLAIN}}x:::::\n" for user in users)

    def start(self):
        r = self.root
        if self.same:
            subprocess.run(["sievec", "-c", f"{r}/dovecot.conf", f"{r}/before.sieve"], check=True)
        setpriv = ["setpriv", "--reuid", "redis", "--regid", "redis", "--clear-groups"]
        for command in (
            setpriv + ["redis-server", f"{r}/redis.conf"],
            ["rspamd", "-f", "-c", "/etc/rspamd/rspamd.conf", "-u", "_rspamd", "-g", "_rspamd",
             f"--var=LOCAL_CONFDIR={r}/rspamd", f"--var=DBDIR={r}/rspamd/db", f"--var=RUNDIR={r}/rspamd",
             f"--var=LOGDIR={r}/rspamd"],
            ["dovecot", "-F", "-c", f"{r}/dovecot.conf"],
        ):
            self.processes.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        deadline = time.monotonic() + 60
        while not (os.path.exists(f"{r}/rspamd/milter.sock") and os.path.exists(f"{r}/run/lmtp")):
            if time.monotonic() > deadline:
                raise SystemExit(f"the stack made by hand does not start: see {r}")
            time.sleep(0.1)
        self.processes.append(subprocess.Popen(
            ["postfix", "-c", f"{r}/etc", "start-fg"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        time.sleep(3)

    @property
    def config(self):
        return f"{self.root}/etc"

    def close(self):
        subprocess.run(["postfix", "-c", self.config, "stop"], capture_output=True)
        for process in reversed(self.processes):
            process.terminate()
            process.wait()
        shutil.rmtree(self.root, ignore_errors=True)
