"""test/simulators/mail.py DIR: a real SMTP server (aiosmtpd) on a free port, with STARTTLS under a
certificate that it makes (DIR/ca.pem) and AUTH (user "motcua", password "mat-khau-thu"). Prints
"port N". Each mail becomes a line of JSON in DIR/mail.jsonl. A recipient whose name begins with
"khong-co" is refused for ever (550), one with "cham" for now (451), once.
"""
import asyncio
import json
import ssl
import subprocess
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Inbox:
    def __init__(self, folder):
        self.path = folder + '/mail.jsonl'
        self.slow = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith('khong-co'):
            return '550 5.1.1 No such mailbox'
        if address.startswith('cham') and address not in self.slow:
            self.slow.add(address)
            return '451 4.3.0 Try again later'
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        with open(self.path, 'a', encoding='utf-8') as f:
            json.dump({'from': envelope.mail_from, 'to': envelope.rcpt_tos,
                       'tls': session.ssl is not None,
                       'user': (session.auth_data or b'').decode(),
                       'text': envelope.content.decode('utf-8')}, f)
            f.write('\n')
        return '250 2.0.0 Taken'


def check(server, session, envelope, mechanism, data):
    good = data.login == b'motcua' and data.password == b'mat-khau-thu'
    return AuthResult(success=good, auth_data=data.login, handled=good)


def certificate(folder):
    key, cert = folder + '/ca.key', folder + '/ca.pem'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                    'ec_paramgen_curve:P-256', '-nodes', '-days', '3650', '-subj', '/CN=localhost',
                    '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert],
                   check=True, stderr=subprocess.DEVNULL)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return context


async def main(folder):
    context, inbox = certificate(folder), Inbox(folder)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(inbox, tls_context=context, require_starttls=True, auth_required=True,
                     authenticator=check, hostname='localhost'), '127.0.0.1', 0)
    print('port', server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main(sys.argv[1]))
