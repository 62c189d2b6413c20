"""bench/part_page.py: the procedure page. Rendered from the tables for a person who is signed in,
beside fastify and better-sqlite3 making the same bytes from the same tables; and from the page
cache, beside nginx sending the same bytes as a file.
"""
import gzip
import os

from load import TOP, WORK, Program, Server, free_port, medians, under_load
from report import Figure

CODE = "1.000894"  # registering a marriage: papers, fees, related procedures
PATH = "/thu-tuc/" + CODE


def save(name, data):
    path = os.path.join(WORK, name)
    with open(path, "wb") as f:
        f.write(data)
    return path


def rounds(options, sides):
    """Each side in turn, several times; medians of each."""
    seen = {name: [] for name in sides}
    for _ in range(options.rounds):
        for name, measure in sides.items():
            seen[name].append(measure())
    return {name: medians(list_) for name, list_ in seen.items()}


def show(name, seen):
    print(f"  {name:<28}{seen['per_second']:>9.0f} a second{seen['cpu_us']:>9.1f} µs CPU each"
          f"{seen['core']:>8.0%} of its core   p99 {seen['p99_ms']:.2f} ms")


def rendered(options):
    """The page for an officer who is signed in, from the tables: 10 statements each."""
    print(f"page: {PATH} from the tables, session and permission checked")
    server = Server("page").start()
    try:
        visitor = server.sign_in("motcua")
        cookie = visitor.cookies["motcua"]
        page = save("page.html", visitor.get(PATH).body)
        port = free_port()
        peer = [os.path.join(TOP, "test/node.sh"), os.path.join(TOP, "bench/peer/server.mjs"),
                server.dir + "/motcua.db", port, page, cookie, CODE]
        how = {"path": PATH, "seconds": options.seconds, "headers": [f"Cookie: motcua={cookie}"]}
        with Program(peer, port, PATH) as other:
            seen = rounds(options, {
                "motcua": lambda: under_load(server.pid, port=server.port, **how),
                "fastify + better-sqlite3":
                    lambda: under_load(other.process.pid, port=port, **how)})
    finally:
        server.close()
    for name, s in seen.items():
        show(name, s)
    ours, theirs = seen.values()
    return [Figure("page from the tables, times fastify + better-sqlite3",
                   ours["per_second"] / theirs["per_second"], "×", at_least=7),
            Figure("CPU of such a page", ours["cpu_us"], "µs"),
            Figure("CPU of the other program's", theirs["cpu_us"], "µs")]


NGINX = """
daemon off; worker_processes 1; pid {work}/nginx.pid; error_log stderr crit;
events {{ worker_connections 1024; multi_accept on; }}
http {{
        access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
        types {{ text/html html; }} charset utf-8;
        open_file_cache max=100 inactive=1h; open_file_cache_valid 1h;
        client_body_temp_path {work}/nginx; proxy_temp_path {work}/nginx;
        fastcgi_temp_path {work}/nginx; uwsgi_temp_path {work}/nginx; scgi_temp_path {work}/nginx;
        server {{ listen 127.0.0.1:{port}; root {work}; }}
}}
"""


def cached(options):
    """The same page as everybody gets it, from the page cache."""
    print(f"cached: {PATH} from the page cache, beside nginx with the same bytes in a file")
    server = Server("page").start()
    try:
        body = server.client().get(PATH).body
        save("cached.html", body)
        port = free_port()
        conf = save("nginx.conf", NGINX.format(work=WORK, port=port).encode())
        how = {"seconds": options.seconds, "connections": 64}
        with Program(["nginx", "-e", "stderr", "-c", conf], port, "/cached.html") as other:
            seen = rounds(options, {
                "motcua": lambda: under_load(server.pid, port=server.port, path=PATH, **how),
                "nginx": lambda: under_load(other.process.pid, port=port, path="/cached.html",
                                            **how)})
    finally:
        server.close()
    for name, s in seen.items():
        show(name, s)
    ours, theirs = seen.values()
    print(f"  {len(body)} bytes, {len(gzip.compress(body))} compressed")
    return [Figure("page from the cache, of nginx", ours["per_second"] / theirs["per_second"], "×",
                   at_least=0.9),
            Figure("CPU of such an answer, of nginx's", ours["cpu_us"] / theirs["cpu_us"], "×"),
            Figure("CPU of such an answer", ours["cpu_us"], "µs")]
