#!/usr/bin/env python3
"""test/links/run.py: nobody is led where there is nothing, or where they may not go.

Each kind of person walks the province by links, from the home page on, in both languages; of pages that
differ in a code or number only a few are looked at. A link that answers 403 or 404, or whose query came
out of the escaping in one piece, is a fault of the page that offers it.
"""
import collections
import html
import re
import sys
import urllib.parse

from province import Province, Results, tried

R = Results()
PEOPLE = [None, "038094000217", "motcua", "chuyenvien", "lanhdao", "dongve.motcua", "quantri", "thanhtra",
          "thietke", "thietke.duyet"]
ALIKE = 3  # pages of one shape that are looked at
LINK = re.compile(r'<a\b[^>]*?\shref="([^"#]*)')


def shape(path):
    """The address without what names one of many: codes and numbers, and values of a query."""
    place, _, query = path.partition("?")
    names = [name for name, _ in urllib.parse.parse_qsl(query)]
    return re.sub(r"[^/]*\d[^/]*", "#", place) + "?" + "&".join(names)


def walk(who, client):
    seen, looked = set(), collections.Counter()
    queue = collections.deque([("/", "the beginning")])
    while queue:
        path, source = queue.popleft()
        if path in seen or looked[shape(path)] >= ALIKE:
            continue
        seen.add(path)
        looked[shape(path)] += 1
        a = client.get(path)
        R.expect(a.status in (200, 303), f"{who}: {a.status} of {path}, a link of {source}")
        if "text/html" not in a.headers.get("Content-Type", ""):
            continue
        links = [urllib.parse.urljoin(path, html.unescape(link)) for link in LINK.findall(a.text)]
        wrong = [link for link in links if "%3D" in link.partition("=")[0]]
        R.expect(not wrong, f"{who}: a query of {path} is escaped as a whole: {wrong[:3]}")
        queue.extend((link, path) for link in links if re.match("/(?!/)", link))
    R.expect(len(seen) > 50, f"{who} came to {len(seen)} pages only")


def main():
    p = Province(dossiers=60)
    with tried(p, R):
        p.start()
        for who in PEOPLE:
            walk(who or "a visitor", p.sign_in(who) if who else p.client())
        R.expect(p.stop() == 0, "the server did not end well")
    return R.close()


sys.exit(main())
