"""Debian's PostfixAdmin, unpacked into a temporary directory, with a database in SQLite: what others are measured by."""
import glob, os, shutil, signal, sqlite3, subprocess, tempfile, time, urllib.request

from instance import DOMAIN


class PostfixAdmin:
    def __init__(self, page_size=10):
        self.server = None
        self.dir = tempfile.mkdtemp(prefix="postfixadmin-")
        source, config = "/usr/share/postfixadmin", "/etc/postfixadmin/config.inc.php"
        if not os.path.exists(source):
            self.call(["apt-get", "download", "-qq", "-o", "APT::Sandbox::User=root", "postfixadmin"])
            self.call(["dpkg-deb", "-x", glob.glob(f"{self.dir}/postfixadmin_*.deb")[0], f"{self.dir}/package"])
            source, config = f"{self.dir}/package{source}", f"{self.dir}/package{config}"
        self.app = f"{self.dir}/app"
        shutil.copytree(source, self.app, symlinks=True, ignore=shutil.ignore_patterns("config*.php", "templates_c"))
        shutil.copy(config, f"{self.app}/config.inc.php")
        os.mkdir(f"{self.app}/templates_c")
        self.write("dbconfig.inc.php", "$dbserver = $dbuser = $dbpass = $dbname = $basepath = ''; $dbtype = 'sqlite';")
        self.write("config.local.php", f"""
            $CONF['configured'] = true; $CONF['database_type'] = 'sqlite'; $CONF['database_name'] = '{self.dir}/store.db';
            $CONF['encrypt'] = 'cleartext'; $CONF['default_aliases'] = array(); $CONF['emailcheck_resolve_domain'] = 'NO';
            $CONF['page_size'] = '{page_size}';""")
        sqlite3.connect(f"{self.dir}/store.db").close()
        self.call(["php", "public/upgrade.php"])
        self.cli("domain", "add", DOMAIN, "--mailboxes", "0", "--aliases", "0")

    def write(self, name, lines):
        with open(f"{self.app}/{name}", "w") as file:
            file.write(f"<?php\n{lines}\n")

    def call(self, command):
        place = getattr(self, "app", self.dir)
        result = subprocess.run(command, cwd=place, capture_output=True, text=True)
        if result.returncode != 0:
            raise SystemExit(f"{' '.join(command)}: {result.stderr or result.stdout}")

    def cli(self, *arguments):
        self.call(["php", "scripts/postfixadmin-cli.php", *arguments])

    def fill(self, count, domains):
        """Many mailboxes at once, each with the alias that PostfixAdmin gives it; the first domain is the one that is
        there."""
        names = [DOMAIN] + [f"d{number}.{DOMAIN}" for number in range(1, domains)]
        people = [(f"user{number:06d}", names[number % domains]) for number in range(count)]
        with sqlite3.connect(f"{self.dir}/store.db") as store:
            store.executemany("INSERT INTO domain (domain, description, transport, active) VALUES (?, '', 'virtual', 1)",
                              ((name,) for name in names[1:]))
            store.executemany(
                "INSERT INTO mailbox (username, password, name, maildir, quota, local_part, domain, active)"
                " VALUES (?, 'x', ?, ?, 2147483648, ?, ?, 1)",
                ((f"{name}@{domain}", f"User {name}", f"{domain}/{name}/", name, domain) for name, domain in people))
            store.executemany(
                "INSERT INTO alias (address, goto, domain, active) VALUES (?, ?, ?, 1)",
                ((f"{name}@{domain}", f"{name}@{domain}", domain) for name, domain in people))

    def serve(self, port):
        """PHP's own server, with two workers and its code cached."""
        self.server = subprocess.Popen(
            ["php", "-d", "opcache.enable_cli=1", "-S", f"127.0.0.1:{port}", "-t", "public"], cwd=self.app,
            env=dict(os.environ, PHP_CLI_SERVER_WORKERS="2"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        deadline = time.monotonic() + 20
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/login.php", timeout=5).read()
                return
            except OSError:
                if time.monotonic() > deadline:
                    raise SystemExit("PostfixAdmin does not serve")
                time.sleep(0.1)

    def close(self):
        if self.server:
            os.killpg(self.server.pid, signal.SIGKILL)
        shutil.rmtree(self.dir)
