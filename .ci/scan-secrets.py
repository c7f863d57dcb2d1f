#!/usr/bin/env python3
"""Looks for the suite's own secrets in what it printed: `scan-secrets.py LIST LOG…`.

LIST holds one secret a line that tests give to clients and servers; a log is what one stage wrote to stdout and stderr. Each
secret is looked for in every spelling a program may give it. The last line is `canary scan: N outputs, M bytes, 0 secrets`;
the exit code is 1 when there is one. First every spelling is planted and must be found, so that a scan that finds nothing
says something.
"""

import base64
import html
import json
import sys
import urllib.parse


def spellings(secret: str) -> set[str]:
    """How a secret may be written. Made apart from the code under test."""
    raw = secret.encode()
    escaped = json.dumps(secret)[1:-1]
    found = {
        secret,
        secret.lower(),
        secret.upper(),
        escaped,
        escaped.replace("/", "\\/"),
        "".join(f"\\u{ord(c):04x}" for c in secret),
        urllib.parse.quote(secret, safe=""),
        urllib.parse.quote(secret, safe="").lower(),
        urllib.parse.quote_plus(secret),
        urllib.parse.quote(urllib.parse.quote(secret, safe=""), safe=""),
        "".join(f"%{b:02x}" for b in raw),
        raw.hex(),
        html.escape(secret),
    }
    for before in range(3):
        data = b"\0" * before + raw
        start, end = -(-before * 8 // 6), len(data) * 8 // 6
        for alphabet in (None, b"-_"):
            found.add(base64.b64encode(data, altchars=alphabet).decode()[start:end])
    return found


def plants():
    """Texts as programs print them, each with the secret in it."""

    def as_it_is(secret):
        return f"authorization: Bearer {secret}"

    def json_text(secret):
        return json.dumps({"headers": {"authorization": f"Bearer {secret}"}})

    def json_units(secret):
        return '"' + "".join(f"\\u{ord(c):04x}" for c in secret) + '"'

    def percent(secret):
        return "GET /x?" + urllib.parse.urlencode({"token": secret})

    def percent_twice(secret):
        return "GET /x?next=" + urllib.parse.quote(urllib.parse.quote(secret, safe=""), safe="")

    def basic(secret):
        return "authorization: Basic " + base64.b64encode(f"user:{secret}".encode()).decode()

    def basic_shifted(secret):
        return base64.b64encode(f"me:{secret}\r\nhost: x".encode()).decode()

    def base64url(secret):
        return base64.urlsafe_b64encode(b"{" + secret.encode() + b"}").decode().rstrip("=")

    def hexadecimal(secret):
        return repr(secret.encode().hex())

    def html_page(secret):
        return f"<pre>{html.escape(secret)}</pre>"

    def host_name(secret):
        return f"https://{secret.lower()}.example"

    return [as_it_is, json_text, json_units, percent, percent_twice, basic, basic_shifted, base64url, hexadecimal, html_page, host_name]


def main() -> int:
    with open(sys.argv[1], encoding="utf-8") as file:
        secrets = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    wanted = sorted({spelling for secret in secrets for spelling in spellings(secret)}, key=len)

    def scan(name: str, text: str) -> int:
        hits = 0
        for spelling in wanted:
            at = text.find(spelling)
            if at != -1:
                hits += 1
                if name:
                    print(f"{name}, line {text.count(chr(10), 0, at) + 1}: a secret, as {spelling[:6]}…")
        return hits

    missed = [plant.__name__ for secret in secrets for plant in plants() if scan("", plant(secret)) == 0]
    if not secrets or missed:
        print(f"the scan itself is broken: {len(secrets)} secrets; planted and not found: {', '.join(missed)}")
        return 1
    size = hits = 0
    for name in sys.argv[2:]:
        with open(name, encoding="utf-8", errors="replace") as file:
            text = file.read()
        size += len(text.encode())
        hits += scan(name, text)
    print(f"canary scan: {len(sys.argv) - 2} outputs, {size} bytes, {hits} secrets")
    return 0 if hits == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
