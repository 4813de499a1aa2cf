#!/usr/bin/python3
"""Proves an export of the journal without Palomar.

    palomar journal export > journal.jsonl
    python3 verify-journal.py journal.jsonl [SEALS]

SEALS is what an anchor holds: its file, or lines of syslog. Ends with 1 when something is wrong.
"""
import datetime, hashlib, json, sys

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
TEXTS = ("actor", "address", "token", "reason", "action", "scope", "result", "request", "before", "after")


def netstring(text):
    """5:notes, for a text, and -, for none."""
    octets = None if text is None else text.encode()
    return b"-," if octets is None else b"%d:%b," % (len(octets), octets)


def digest(entry):
    time = datetime.datetime.fromisoformat(entry["at"].replace("Z", "+00:00"))
    microseconds = (time - EPOCH) // datetime.timedelta(microseconds=1)
    fields = ["palomar-journal-1", entry["previous"], str(entry["number"]), str(microseconds)]
    fields += [entry.get(name) for name in TEXTS]
    return hashlib.sha256(b"".join(map(netstring, fields))).hexdigest()


def main(export, seals=None):
    number, previous, wrong = 0, "0" * 64, []
    expected = {}
    for line in open(seals, encoding="utf-8") if seals else ():
        if '{"at":' in line:
            seal = json.loads(line[line.index('{"at":'):])
            expected[seal["number"]] = seal["hash"]
    for line in open(export, encoding="utf-8"):
        entry = json.loads(line)
        number += 1
        if entry["number"] != number:
            wrong.append(f"{number}: the next entry is {entry['number']}")
            number = entry["number"]
        if entry["previous"] != previous:
            wrong.append(f"{number}: written after another entry")
        if entry["hash"] != digest(entry):
            wrong.append(f"{number}: changed")
        if expected.pop(number, entry["hash"]) != entry["hash"]:
            wrong.append(f"{number}: sealed with another hash")
        previous = entry["hash"]
    wrong += [f"{number}: sealed, and not there" for number in expected]
    print("\n".join(wrong) or f"{number} entries, unbroken; the last hash is {previous}")
    return bool(wrong) or number == 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
