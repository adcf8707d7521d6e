"""A mail server that keeps nothing: it prints each mail as a line of JSON.

Arguments: certificate, key, and as JSON what it does besides taking mails: "put_off", how many of them it
puts off (451) before the first one is taken; "shut_out", how often it knows nobody (535) before it knows the
clinic; "unknown", the recipients that it has never heard of (550). It speaks only after STARTTLS, and only to
whoever signs in as clinic with the password letters.
"""

import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult
from read_calendar import read

certificate, key, ways = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])


def authenticate(server, session, envelope, mechanism, data):
    if Sink.shut_out > 0:
        Sink.shut_out -= 1
        return AuthResult(success=False, handled=False)
    return AuthResult(success=(data.login, data.password) == (b"clinic", b"letters"))


def shape(part):
    """The kinds of a mail's parts, as they lie in each other."""
    kind = part.get_content_type()
    return [kind, *map(shape, part.iter_parts())] if part.is_multipart() else kind


class Sink:
    left = ways.get("put_off", 0)
    shut_out = ways.get("shut_out", 0)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in ways.get("unknown", []):
            return "550 5.1.1 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        taken = Sink.left == 0
        Sink.left -= not taken
        calendars = [p for p in mail.walk() if p.get_content_type() == "text/calendar"]
        print(json.dumps({
            "taken": taken,
            "tls": session.ssl is not None,
            "id": mail["Message-ID"],
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": mail["Subject"],
            "text": mail.get_body(("plain",)).get_content(),
            "header_methods": [p.get_param("method") for p in calendars],
            "file_names": [p.get_filename() for p in calendars],
            "calendars": [read(p.get_payload(decode=True)) for p in calendars],
            "shape": shape(mail),
            "auto_submitted": mail["Auto-Submitted"],
        }), flush=True)
        return "250 taken" if taken else "451 come again"


async def serve():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def connect():
        return SMTP(Sink(), tls_context=context, require_starttls=True, auth_required=True, enable_SMTPUTF8=True,
                    authenticator=authenticate)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(connect, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    # It ends with its standard input, and so with the test.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(serve())
