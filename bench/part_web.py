"""bench/part_web.py: what a page weighs, what Lighthouse says of it, and how soon it is there on a
slow line, in Chromium (web/measure.mjs). The demo province, as its people see it.
"""
import json
import os
import re
import subprocess

from load import TOP, WORK, Server, free_port
from report import Figure

CODE = "1.000894"  # registering a marriage
CITIZEN = "038094000217"
MAIN = ["home", "search", "procedure", "form", "confirmation", "tracking"]
INDEXED = MAIN[:3]  # the others are somebody's own, and say noindex


def draft(client):
    """The first page of questions of a new application."""
    path = f"/thu-tuc/{CODE}/nop"
    form = client.hidden(client.get(path).text, path)
    begun = client.post(path, form)
    page = client.get(begun.location)
    found = re.search(r"/nop/[^/\"]+/khai/[^/\"]+", begun.location + page.text)
    if not found:
        raise RuntimeError(f"no application begins at {path}: {begun.status}")
    return found.group(0)


def dossier(server):
    """Of the citizen, just submitted."""
    sent = server.client(bearer=server.token(CITIZEN)).post_json("/api/v1/dossiers", {
        "procedure": CODE, "place": server.one("select code from unit where kind = 'commune' and "
                                               "short_name = 'Phường Đông Vệ' order by valid_to"),
        "name": "Lê Văn Hùng", "identity": CITIZEN, "birth_day": "1994-05-20",
        "phone": "0912345678", "address": "12 Lê Lai"}, key="bench-web-000001")
    if sent.status != 201:
        raise RuntimeError(f"no dossier: {sent.status} {sent.text}")
    return sent.json["code"]


def pages(server):
    citizen = server.sign_in(CITIZEN)
    code = dossier(server)
    own = {"form": draft(citizen), "confirmation": f"/ho-so/{code}/xac-nhan",
           "tracking": f"/ho-so/{code}"}
    public = {"home": "/", "search": "/tim?q=dang+ky+ket+hon", "procedure": "/thu-tuc/" + CODE,
              "list": "/thu-tuc", "precheck": f"/thu-tuc/{CODE}/dieu-kien", "look-up": "/tra-cuu",
              "figures": "/thong-ke", "sign-in": "/dang-nhap", "registration": "/dang-ky"}
    desk = {"queue": ("motcua", "/viec"), "dossier": ("motcua", f"/viec/{code}"),
            "counter": ("motcua", "/tiep-nhan"), "approvals": ("lanhdao", "/duyet"),
            "indicators": ("lanhdao", "/thong-ke/chi-so")}
    found = [{"name": name, "path": path} for name, path in public.items()]
    found += [{"name": name, "path": path, "cookie": citizen.cookies["motcua"]}
              for name, path in own.items()]
    found += [{"name": name, "path": path, "officer": True,
               "cookie": server.sign_in(who).cookies["motcua"]}
              for name, (who, path) in desk.items()]
    for page in found:
        page["score"] = page["slow"] = page["name"] in MAIN
    return found


def weight_figures(name, seen):
    first, repeat = seen["first"], seen["repeat"]
    print(f"  {name:<14}{first['all']:>7.1f} KB first ({first['html']:.1f} html, "
          f"{first['css']:.1f} css, {first['js']:.1f} js, {first['fonts']:.1f} fonts, "
          f"{first['requests']} requests), {repeat['all']:.1f} KB again")
    goals = {"all": 110, "html": 15, "css": 14, "js": 12, "fonts": 68}
    rows = [Figure(f"{name}: first view{'' if kind == 'all' else ', ' + kind}", first[kind], "KB",
                   at_most=goal) for kind, goal in goals.items()]
    return rows + [Figure(f"{name}: requests", first["requests"], "", at_most=9),
                   Figure(f"{name}: repeated view", repeat["all"], "KB", at_most=20)]


def score_figures(name, seen):
    score, slow = seen["score"], seen["slow"]
    goals = {"performance": 95, "accessibility": 100, "best-practices": 95}
    if name in INDEXED:
        goals["seo"] = 95
    print(f"  {name:<14}Lighthouse {', '.join(f'{k} {score[k]}' for k in goals)}; "
          f"slow line: painted {slow['paint']:.2f} s, answers {slow['interactive']:.2f} s"
          + (f"; not passed: {', '.join(score['failed'])}" if score["failed"] else ""))
    return [Figure(f"{name}: Lighthouse {k}", score[k], "", at_least=goal)
            for k, goal in goals.items()] + [
        Figure(f"{name}: first paint on a slow line", slow["paint"], "s", at_most=3),
        Figure(f"{name}: interactive on a slow line", slow["interactive"], "s", at_most=4.5)]


def run(options):
    print("web: pages in Chromium, 360 px")
    subprocess.run([os.path.join(TOP, "test/npm.sh"), "bench/web"], check=True)
    server = Server("web")
    server.port = free_port()
    server.start()
    plan = os.path.join(WORK, "web.json")
    try:
        asked = pages(server)
        with open(plan, "w", encoding="utf-8") as f:
            json.dump({"base": f"http://127.0.0.1:{server.port}", "rounds": options.rounds,
                       "screens": os.path.join(WORK, "screens"), "pages": asked}, f)
        out = subprocess.run([os.path.join(TOP, "test/node.sh"),
                              os.path.join(TOP, "bench/web/measure.mjs"), plan],
                             check=True, stdout=subprocess.PIPE, text=True).stdout
    finally:
        server.close()
    figures = []
    for page, seen in zip(asked, json.loads(out)):
        name = page["name"]
        if page.get("officer"):
            first = seen["first"]
            print(f"  {name:<14}{first['all']:>7.1f} KB first, {first['requests']} requests")
            figures.append(Figure(f"{name}: first view", first["all"], "KB", at_most=200))
            continue
        figures += weight_figures(name, seen)
        if page["score"]:
            figures += score_figures(name, seen)
    return figures
