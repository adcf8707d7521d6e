"""A mail server that keeps nothing: it prints each mail as a line of JSON.

Arguments: certificate, key, how many mails to put off (451) before the first one is taken. It speaks
only after STARTTLS, and only to whoever signs in as clinic with the password letters.
"""

import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult
from read_calendar import read

certificate, key, put_off = sys.argv[1], sys.argv[2], int(sys.argv[3])


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"clinic", b"letters"))


class Sink:
    left = put_off

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
        }), flush=True)
        return "250 taken" if taken else "451 come again"


async def serve():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def connect():
        return SMTP(Sink(), tls_context=context, require_starttls=True, auth_required=True,
                    authenticator=authenticate)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(connect, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    # It ends with its standard input, and so with the test.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(serve())
