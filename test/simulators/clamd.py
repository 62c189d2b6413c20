"""test/simulators/clamd.py DIR: clamd of ClamAV on a free port (prints "port N"), as far as its protocol goes
(man 8 clamd): PING, VERSION and INSTREAM, each with "z" (ends in NUL) or "n" (ends in a line feed). It finds
the test file of EICAR (eicar.org), also inside what is sent, and nothing else. Each INSTREAM becomes a line of
JSON in DIR/asked.jsonl.

StreamMaxLength is what the file DIR/limit says, else 25 MB. A file DIR/down makes it hang up on everybody,
DIR/slow keep silent for ten seconds, DIR/nonsense answer what no clamd says.
"""
import hashlib
import json
import os
import socketserver
import sys
import time

FOLDER = sys.argv[1]
# In two halves: scanners of others need not find it here.
EICAR = rb'X5O!P%@AP[4\PZX54(P^)7CC)7}' + b'$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'


def limit():
    try:
        with open(f'{FOLDER}/limit', encoding='ascii') as f:
            return int(f.read())
    except OSError:
        return 25 << 20


class Handler(socketserver.StreamRequestHandler):
    def command(self):
        first = self.rfile.read(1)
        end = b'\0' if first == b'z' else b'\n'
        word = b''
        while len(word) < 64 and (c := self.rfile.read(1)) not in (end, b''):
            word += c
        return word, end

    def stream(self):
        """The bytes, None when they are too many, False when they break off."""
        data, most = b'', limit()
        while True:
            head = self.rfile.read(4)
            if len(head) < 4:
                return False
            n = int.from_bytes(head, 'big')
            if n == 0:
                return data
            if len(data) + n > most:
                return None
            piece = self.rfile.read(n)
            if len(piece) < n:
                return False
            data += piece

    def handle(self):
        if os.path.exists(f'{FOLDER}/down'):
            return
        word, end = self.command()
        if word == b'PING':
            self.wfile.write(b'PONG' + end)
        elif word == b'VERSION':
            self.wfile.write(b'ClamAV 1.0.3/27000/Mon Aug  1 08:00:00 2022' + end)
        elif word != b'INSTREAM':
            self.wfile.write(b'UNKNOWN COMMAND' + end)
        else:
            self.answer(self.stream(), end)

    def answer(self, data, end):
        if data is False:
            return
        if os.path.exists(f'{FOLDER}/slow'):
            time.sleep(10)
        if os.path.exists(f'{FOLDER}/nonsense'):
            said = b'HTTP/1.1 400 Bad Request'
        elif data is None:
            said = b'INSTREAM size limit exceeded. ERROR'
        else:
            said = b'stream: Eicar-Test-Signature FOUND' if EICAR in data else b'stream: OK'
        with open(f'{FOLDER}/asked.jsonl', 'a', encoding='utf-8') as f:
            f.write(json.dumps({'size': None if data is None else len(data), 'said': said.decode(),
                                'sha256': hashlib.sha256(data or b'').hexdigest()}) + '\n')
        self.wfile.write(said + end)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


server = Server(('127.0.0.1', 0), Handler)
print('port', server.server_address[1], flush=True)
server.serve_forever()
