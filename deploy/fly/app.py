"""A small app that follows Pointsman: reads run here, writes in the primary's region.

POST adds a line, GET counts them. Fly's proxy replays a request in the region that `fly-replay` names. The agent and PgBouncer run
beside it; DATABASE_URL is the one that they have, of which the app takes all but the host.
"""
import os
import urllib.parse
import urllib.request
from wsgiref.simple_server import make_server

import psycopg2

AGENT = os.environ.get("POINTSMAN_HTTP", "http://127.0.0.1:6433")
POOLER = ("127.0.0.1", 6432)


def replay():
    """What `fly-replay` is to say of a request that writes; None if it is served best here."""
    try:
        with urllib.request.urlopen(f"{AGENT}/v1/replay", timeout=1) as answer:
            return answer.headers.get("fly-replay")
    except OSError:
        # PgBouncer leads to the primary from here, too.
        return None


def run(statement, reads):
    url = urllib.parse.urlsplit(os.environ["DATABASE_URL"])
    database = url.path.lstrip("/") + ("_ro" if reads else "")
    connection = psycopg2.connect(
        host=POOLER[0], port=POOLER[1], dbname=database, user=urllib.parse.unquote(url.username),
        password=urllib.parse.unquote(url.password))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return " ".join(str(value) for value in cursor.fetchone())
    finally:
        connection.close()


def app(environ, start_response):
    reads = environ["REQUEST_METHOD"] in ("GET", "HEAD")
    elsewhere = None if reads or "HTTP_FLY_REPLAY_SRC" in environ else replay()
    if elsewhere:
        start_response("409 Conflict", [("fly-replay", elsewhere), ("content-type", "text/plain")])
        return [b"replayed elsewhere\n"]
    answer = run("select count(*), host(inet_server_addr()) from said" if reads
                 else "insert into said values ('hello') returning word, host(inet_server_addr())", reads)
    start_response("200 OK", [("content-type", "text/plain")])
    return [f"{answer}\n".encode()]


if __name__ == "__main__":
    make_server("0.0.0.0", int(os.environ.get("PORT", "8080")), app).serve_forever()
