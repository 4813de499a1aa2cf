"""A log of a mail host as syslog writes it, the same in each run: lines of Postfix, Dovecot and Rspamd, mixed as their
processes mix them."""
import datetime, random

START = datetime.datetime(2026, 11, 24)
# What clients and users do, each with its share.
SHARES = {"inbound": 46, "refused": 22, "submitted": 12, "sign_in": 10, "wrong_password": 5, "deferred": 3, "bounced": 2}
AT_ONCE = 40


class Host:
    """Writes what happens, a list of lines for each."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.number = 0

    def name(self, kind, count=5_000):
        # A few write most of it.
        return f"{kind}{int(self.random.paretovariate(0.7)) % count}"

    def next_id(self):
        self.number += 1
        return f"4jY{self.number // 62 ** 2 % 62:02d}{self.number % 100_000:05d}z{self.number % 9_999_999:07d}"

    def postfix(self, service, words):
        return f"postfix/{service}[{self.random.randrange(1_000, 60_000)}]: {words}"

    def client(self):
        a, b = self.random.randrange(256), self.random.randrange(1, 255)
        return f"mail{b}.sender{a}.example[198.51.{a}.{b}]"

    def connection(self, service, lines, commands, client, tls=True):
        secured = [self.postfix(service, f"Anonymous TLS connection established from {client}: TLSv1.3 with cipher "
                                "TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature ECDSA "
                                "(prime256v1) server-digest SHA256")]
        return ([self.postfix(service, f"connect from {client}")] + (secured if tls else []) + lines +
                [self.postfix(service, f"disconnect from {client} {commands}")])

    def queued(self, id, sender, message, recipients=1):
        return [self.postfix("cleanup", f"{id}: message-id=<{message}>"),
                self.postfix("qmgr", f"{id}: from=<{sender}>, size={self.random.randrange(900, 90_000)}, "
                             f"nrcpt={recipients} (queue active)")]

    def scanned(self, id, sender, recipient, message):
        return (f"rspamd[{self.random.randrange(1_000, 60_000)}]: <{self.number % 16 ** 6:06x}>; proxy; "
                f"rspamd_task_write_log: id: <{message}>, qid: <{id}>, ip: 198.51.100.7, from: <{sender}>, (default: F "
                f"(no action): [{self.random.random() * 6 - 2:.2f}/15.00] [BAYES_HAM(-3.00){{99.99%;}},"
                "DMARC_POLICY_ALLOW(-0.50){sender.example;none;},R_SPF_ALLOW(-0.20){+ip4:198.51.100.0/24;},"
                "R_DKIM_ALLOW(-0.20){sender.example:s=s1;},MIME_GOOD(-0.10){text/plain;},RCVD_TLS_LAST(0.00){},"
                f"RCPT_COUNT_ONE(0.00){{1;}}]), len: {self.random.randrange(900, 90_000)}, time: "
                f"{self.random.random() * 300:.3f}ms, dns req: 17, digest: <{self.number:032x}>, rcpts: <{recipient}>, "
                f"mime_rcpts: <{recipient}>")

    def stored(self, id, recipient, message):
        session = f"{self.number:018d}ABCD"
        pid = self.random.randrange(1_000, 60_000)
        return [f"dovecot: lmtp({recipient})<{pid}><{session}>: sieve: msgid=<{message}>: stored mail into mailbox 'INBOX'",
                self.postfix("lmtp", f"{id}: to=<{recipient}>, relay=mail.example.test[/run/dovecot/lmtp], delay=0.42, "
                             f"delays=0.31/0.01/0.02/0.08, dsn=2.0.0, status=sent (250 2.0.0 <{recipient}> {session} Saved)"),
                self.postfix("qmgr", f"{id}: removed")]

    def inbound(self):
        id, client = self.next_id(), self.client()
        sender, recipient = f"{self.name('s')}@sender.example", f"{self.name('user')}@example.test"
        message = f"{self.number}.{self.random.randrange(10 ** 9)}@sender.example"
        return self.connection("smtpd", [self.postfix("smtpd", f"{id}: client={client}"), *self.queued(id, sender, message)[:1],
                                         self.scanned(id, sender, recipient, message),
                                         *self.queued(id, sender, message)[1:]],
                               "ehlo=2 starttls=1 mail=1 rcpt=1 data=1 quit=1 commands=7", client) + self.stored(id, recipient, message)

    def refused(self):
        client = self.client()
        sender, recipient = f"{self.name('spam')}@bulk.example", f"{self.name('nobody')}@example.test"
        return self.connection("smtpd", [self.postfix(
            "smtpd", f"NOQUEUE: reject: RCPT from {client}: 550 5.1.1 <{recipient}>: Recipient address rejected: User "
            f"unknown in virtual mailbox table; from=<{sender}> to=<{recipient}> proto=ESMTP helo=<mail.bulk.example>")],
            "ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4", client, tls=False)

    def sent(self, id, recipient, status="sent", dsn="2.0.0", words="250 2.0.0 Ok: queued as 7BF19F7C10E"):
        return self.postfix("smtp", f"{id}: to=<{recipient}>, relay=mx.remote.example[203.0.113.9]:25, delay=1.8, "
                            f"delays=0.1/0.02/1.2/0.5, dsn={dsn}, status={status} ({words})")

    def outgoing(self, *attempts):
        id, client, user = self.next_id(), self.client(), f"{self.name('user')}@example.test"
        recipient, message = f"{self.name('r')}@remote.example", f"{self.number}@example.test"
        lines = self.connection("submission/smtpd", [
            self.postfix("submission/smtpd", f"{id}: client={client}, sasl_method=PLAIN, sasl_username={user}"),
            *self.queued(id, user, message)],
            "ehlo=2 starttls=1 auth=1 mail=1 rcpt=1 data=1 quit=1 commands=8", client)
        lines += [self.sent(id, recipient, *attempt) for attempt in attempts]
        return id, lines

    def submitted(self):
        id, lines = self.outgoing(())
        return lines + [self.postfix("qmgr", f"{id}: removed")]

    def deferred(self):
        later = ("deferred", "4.7.1", "host mx.remote.example[203.0.113.9] said: 450 4.7.1 Greylisted, come back later "
                 "(in reply to RCPT TO command)")
        id, lines = self.outgoing(later, later, ())
        return lines + [self.postfix("qmgr", f"{id}: removed")]

    def bounced(self):
        id, lines = self.outgoing(("bounced", "5.1.1", "host mx.remote.example[203.0.113.9] said: 550 5.1.1 No such user "
                                   "(in reply to RCPT TO command)"))
        report = self.next_id()
        return (lines + self.queued(report, "", f"{report}@mail.example.test") +
                [self.postfix("bounce", f"{id}: sender non-delivery notification: {report}"), self.postfix("qmgr", f"{id}: removed")] +
                self.stored(report, f"{self.name('user')}@example.test", f"{report}@mail.example.test"))

    def sign_in(self):
        user, session, pid = f"{self.name('user')}@example.test", f"{self.number:08d}zJp/AAAB", self.random.randrange(60_000)
        self.number += 1
        return [f"dovecot: imap-login: Login: user=<{user}>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.1, mpid={pid}, TLS, "
                f"session=<{session}>",
                f"dovecot: imap({user})<{pid}><{session}>: Disconnected: Logged out in=564 out=4386 deleted=1 expunged=1 "
                "trashed=0 hdr_count=0 hdr_bytes=0 body_count=1 body_bytes=1734"]

    def wrong_password(self):
        client = self.client()
        return self.connection("submission/smtpd", [self.postfix(
            "submission/smtpd", f"warning: {client}: SASL LOGIN authentication failed: (reason unavailable), "
            f"sasl_username={self.name('user')}@example.test")], "ehlo=1 auth=0/1 quit=1 commands=2/3", client)


def write(path, count, seed=1):
    """`count` lines, about 60 a second of the log's time."""
    host = Host(seed)
    kinds, weights = list(SHARES), list(SHARES.values())
    begun = []
    with open(path, "w") as file:
        for number in range(count):
            if len(begun) < AT_ONCE:
                begun.append(iter(getattr(host, host.random.choices(kinds, weights)[0])()))
            while True:
                index = host.random.randrange(len(begun))
                line = next(begun[index], None)
                if line is not None:
                    break
                begun[index] = iter(getattr(host, host.random.choices(kinds, weights)[0])())
            if number % 60 == 0:
                stamp = (START + datetime.timedelta(seconds=number // 60)).strftime("%b %d %H:%M:%S")
            file.write(f"{stamp} mail {line}\n")
