"""A real web server on a test database, asked as a browser asks: for benchmarks and browser tests."""

import http.cookiejar
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def gunicorn(
    environment: dict[str, str], *, threads: int = 4, workers: int = 1, site: str = "wsic.wsgi"
) -> Iterator[str]:
    """Serve the site with one process, as the demo does, unless told; yields the address."""
    port = free_port()
    process = serve(environment, port, threads=threads, workers=workers, site=site)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def serve(
    environment: dict[str, str], port: int, *, threads: int = 4, workers: int = 1, site: str = "wsic.wsgi"
) -> subprocess.Popen:
    """A server that answers, with its processes in a group of their own."""
    command = [sys.executable, "-m", "gunicorn", site, "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(workers), "--worker-class", "gthread", "--threads", str(threads)]
    command += ["--log-level", "warning"]
    environment = environment | {"WSIC_LOGIN": "app"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        _wait_until_it_answers(f"http://127.0.0.1:{port}/readyz", process)
    except BaseException:
        process.kill()
        raise
    return process


def _wait_until_it_answers(address: str, process: subprocess.Popen, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"gunicorn ended with {process.returncode}")
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):  # a busy machine answers late
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


class Browser:
    """Cookies and nothing more: signs in by the form and gets pages."""

    def __init__(self, site: str) -> None:
        self.site = site
        self._jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    def cookies(self) -> dict[str, str]:
        return {each.name: each.value or "" for each in self._jar}

    def get(self, path: str) -> str:
        with self._opener.open(self.site + path, timeout=60) as response:
            return response.read().decode()

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """Status of the answer, redirections followed, and its text; `fields` beside the form's token."""
        token = next(each.value for each in self._jar if each.name == "csrftoken")
        body = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
        request = urllib.request.Request(self.site + path, data=body, headers={"Referer": self.site + path})
        try:
            with self._opener.open(request, timeout=60) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def sign_in(self, username: str, password: str, *, to: str = "") -> None:
        """By the form; to the first page, unless told."""
        page = self.get("/sign-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        fields = {"csrfmiddlewaretoken": token[1], "username": username, "password": password, "next": to}
        body = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(self.site + "/sign-in/", data=body, headers={"Referer": self.site})
        with self._opener.open(request, timeout=60) as response:
            if "/sign-in/" in response.url:
                raise RuntimeError(f"{username} could not sign in")
