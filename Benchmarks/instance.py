"""An instance of the release build for a measurement, and the statistics that all of them use."""
import atexit, json, os, shutil, socket, sqlite3, subprocess, tempfile, time

PALOMAR = os.environ.get("PALOMAR") or os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".build", "release", "palomar"))
DOMAIN = "bench.test"


class Instance:
    """Started in a temporary directory; stopped and removed when the program ends."""

    def __init__(self, port_base):
        self.dir = tempfile.mkdtemp(prefix="palomar-", dir="/tmp")
        os.chmod(self.dir, 0o755)
        atexit.register(self.close)
        self.run("up", "--domain", DOMAIN, "--port-base", str(port_base), "--json")
        self.ports = json.loads(self.run("status", "--json"))["ports"]

    def run(self, *arguments, text=None):
        result = subprocess.run([PALOMAR, *arguments, "--dir", self.dir], input=text, capture_output=True, text=True)
        if result.returncode != 0:
            raise SystemExit(f"palomar {' '.join(arguments)}: {result.stderr or result.stdout}")
        return result.stdout

    def close(self):
        subprocess.run([PALOMAR, "down", "--dir", self.dir], capture_output=True)
        shutil.rmtree(self.dir, ignore_errors=True)

    def add_account(self, local, password):
        self.run("account", "add", f"{local}@{DOMAIN}", "--password-stdin", text=password + "\n")

    def fill(self, count):
        """Many accounts at once, straight into the store: the measurement is of reading them."""
        path = f"{self.dir}/control/store.sqlite"
        with sqlite3.connect(path) as store:
            password = store.execute("SELECT password_hash FROM account LIMIT 1").fetchone()[0]
            store.executemany(
                "INSERT INTO account (address, domain, display_name, quota, password_hash, state, created)"
                " VALUES (?, ?, ?, 2147483648, ?, 'active', 0)",
                ((f"user{n:06d}@{DOMAIN}", DOMAIN, f"User {n}", password) for n in range(count)))
        store.close()
        self.run("directory", "rebuild")
        deadline = time.monotonic() + 120
        while subprocess.run([PALOMAR, "directory", "verify", "--dir", self.dir], capture_output=True).returncode:
            if time.monotonic() > deadline:
                raise SystemExit("the mail directory does not follow")
            time.sleep(0.5)


def timed(work):
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def percentile(samples, share):
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def line(name, samples):
    print(f"{name:<48} p50 {percentile(samples, .5):8.2f} ms   p99 {percentile(samples, .99):8.2f} ms   n {len(samples)}")


class Lines:
    """A line protocol over a socket."""

    def __init__(self, connection):
        self.connection = connection
        self.file = connection.makefile("rb")

    def ask(self, text):
        self.connection.sendall(text.encode() + b"\r\n")
        return self.reply()

    def reply(self):
        while True:
            text = self.file.readline().decode()
            if text[3:4] != "-":
                return text

    @staticmethod
    def tcp(port):
        connection = socket.create_connection(("127.0.0.1", port), timeout=30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return Lines(connection)
