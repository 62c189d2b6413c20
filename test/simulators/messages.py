"""test/simulators/messages.py DIR: the SMS gateway and the chat service that messages go to, on a
free port (prints "port N"), in the shapes that their makers publish:

  POST /MainService.svc/json/SendMultipleMessage_V4_post_json/   eSMS, SmsType 2 (a named sender)
  POST /message/template                                         Zalo Notification Service

Each message taken becomes a line of JSON in DIR/sms.jsonl or DIR/chat.jsonl. By the last digits of
the number: …000 is no number (eSMS 99, ZNS -108), …001 fails twice with 503 before it is taken.
A request with the same id is answered as before and not sent twice, as the gateways do.
"""
import http.server
import json
import sys

FOLDER = sys.argv[1]
SMS = '/MainService.svc/json/SendMultipleMessage_V4_post_json/'
tried, known = {}, {}


def keep(name, message):
    with open(f'{FOLDER}/{name}.jsonl', 'a', encoding='utf-8') as f:
        f.write(json.dumps(message, ensure_ascii=False) + '\n')


def sms(body, headers):
    if body.get('ApiKey') != 'khoa' or body.get('SecretKey') != 'bi-mat':
        return {'CodeResult': '101', 'ErrorMessage': 'Authorize Failed'}
    if len(body['Content']) > 160 or not body['Content'].isascii():
        return {'CodeResult': '118', 'ErrorMessage': 'Invalid content'}
    if body['Phone'].endswith('000'):
        return {'CodeResult': '99', 'ErrorMessage': 'Phone not valid'}
    if body['RequestId'] not in known:
        known[body['RequestId']] = f'sms{len(known) + 1:08d}'
        keep('sms', body)
    return {'CodeResult': '100', 'CountRegenerate': 0, 'SMSID': known[body['RequestId']]}


def chat(body, headers):
    if headers.get('access_token') != 'the-truy-cap':
        return {'error': -124, 'message': 'Access token is invalid'}
    if body['phone'].endswith('000'):
        return {'error': -108, 'message': 'Phone number is invalid'}
    if body['tracking_id'] not in known:
        known[body['tracking_id']] = f'zns{len(known) + 1:08d}'
        keep('chat', body)
    return {'error': 0, 'message': 'Success',
            'data': {'msg_id': known[body['tracking_id']], 'sent_time': '1658282400000'}}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        take = {SMS: sms, '/message/template': chat}.get(self.path)
        body = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        phone = body.get('Phone') or body.get('phone') or ''
        tried[phone] = tried.get(phone, 0) + 1
        if not take:
            return self.answer(404, {})
        if phone.endswith('001') and tried[phone] <= 2:
            return self.answer(503, {})
        return self.answer(200, take(body, self.headers))

    def answer(self, status, value):
        text = json.dumps(value).encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
print('port', server.server_address[1], flush=True)
server.serve_forever()
