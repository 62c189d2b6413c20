"""test/simulators/population.py DIR: service "037" of the national population database on a free port
(prints "port N"), in the packet that is published (domain.md 8.3): SOAP 1.1, the head of each request
checked as NDXP does. Each request taken becomes a line of JSON in DIR/asked.jsonl.

It knows the people below. By the last digits of the number asked about: …500 answers with a fault,
…503 is away (HTTP 503), …504 fails once and then answers, …408 says nothing for ten seconds. A file
DIR/down makes it refuse everybody.
"""
import base64
import hashlib
import http.server
import json
import os
import sys
import time
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

FOLDER = sys.argv[1]
USER, SECRET, KEY, CLIENT = 'motcua', 'bi-mat-dan-cu', 'khoa-ndxp', 'VN/GOV/H56/motcua'
SPACE = '{http://dancuquocgia.bca}'
PEOPLE = {
    '038094000217': ('LÊ', 'VĂN', 'HÙNG', '19940312', '1', 'Kinh', 'Số 12 Lê Lai', '14785'),
    '038094000504': ('TRẦN', 'THỊ', 'HOA', '19940101', '2', 'Mường', 'Thôn 3', '14785'),
}
tried = {}
port = 0


def person(number):
    family, middle, given, born, sex, ethnic, house, commune = PEOPLE[number]
    return (f'<CongDan><SoDinhDanh>{number}</SoDinhDanh><HoVaTen><Ho>{escape(family)}</Ho>'
            f'<ChuDem>{escape(middle)}</ChuDem><Ten>{escape(given)}</Ten></HoVaTen>'
            f'<GioiTinh>{sex}</GioiTinh><NgayThangNamSinh><NgayThangNam>{born}</NgayThangNam>'
            f'</NgayThangNamSinh><DanToc>{ethnic}</DanToc><QuocTich>Việt Nam</QuocTich>'
            f'<ThuongTru><MaTinhThanh>38</MaTinhThanh><MaPhuongXa>{commune}</MaPhuongXa>'
            f'<ChiTiet>{escape(house)}</ChiTiet></ThuongTru></CongDan>')


def envelope(inside):
    return ('<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope '
            'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>'
            f'{inside}</soapenv:Body></soapenv:Envelope>')


class Handler(http.server.BaseHTTPRequestHandler):
    def allowed(self):
        moment = self.headers.get('Timestamp', '')
        url = f'http://127.0.0.1:{port}{self.path}'
        secret = hashlib.sha256((url + USER + moment + SECRET).encode()).hexdigest()
        basic = base64.b64encode(f'{USER}:{secret}'.encode()).decode()
        return (moment.isdigit() and self.headers.get('Authorization') == 'Basic ' + basic
                and self.headers.get('ApiKey') == KEY and self.headers.get('X-Road-Client') == CLIENT
                and self.headers.get('SOAPAction') == '""')

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        if os.path.exists(f'{FOLDER}/down'):
            return self.answer(503, '')
        if not self.allowed():
            return self.answer(401, '')
        ask = ET.fromstring(body).find(f'.//{SPACE}TraCuuThongTinCongDan')
        said = {x.tag.replace(SPACE, ''): (x.text or '') for x in ask.iter()}
        number = said['SoDinhDanh']
        tried[number] = tried.get(number, 0) + 1
        with open(f'{FOLDER}/asked.jsonl', 'a', encoding='utf-8') as f:
            f.write(json.dumps(said, ensure_ascii=False) + '\n')
        if number.endswith('408'):
            time.sleep(10)
        if number.endswith('503') or (number.endswith('504') and tried[number] == 1):
            return self.answer(503, '')
        if number.endswith('500'):
            return self.answer(200, envelope('<soapenv:Fault><faultcode>Server</faultcode></soapenv:Fault>'))
        found = person(number) if number in PEOPLE else ''
        return self.answer(200, envelope(
            '<ns2:TraCuuThongTinCongDanResponse xmlns:ns2="http://dancuquocgia.bca">'
            f'<CongdanCollection>{found}</CongdanCollection></ns2:TraCuuThongTinCongDanResponse>'))

    def answer(self, status, text):
        data = text.encode()
        self.send_response(status)
        self.send_header('Content-Type', 'text/xml; charset=utf-8')
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
port = server.server_address[1]
print('port', port, flush=True)
server.serve_forever()
