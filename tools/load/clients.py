"""The clients: each a person with a browser, who reads, sometimes writes, and thinks in between.

To load one more page: add it to the reader's acts or to those of whoever may open it.
"""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tools.size_l import PASSWORD

_IMPATIENT_AFTER_SECONDS = 30
_ENDS_OF_YEARS = 0.7  # of the days asked about


@dataclass
class Taken:
    """What was measured: milliseconds by page, and every answer that is none."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    writes: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, name: str, milliseconds: float, *, is_write: bool) -> None:
        with self.lock:
            self.times.setdefault(name, []).append(milliseconds)
            self.writes += is_write

    def complain(self, name: str, what: object) -> None:
        with self.lock:
            self.errors.append(f"{name}: {what}")


class Browser:
    """One person's cookies, and the site at `host`. It follows no redirect: each request is measured by itself."""

    def __init__(self, host: str, taken: Callable[[], Taken], cookies: Mapping[str, str]) -> None:
        self.host, self.taken, self.cookies = host, taken, dict(cookies)
        self.pause: Callable[[], None] = lambda: None

    def get(self, name: str, path: str) -> bytes:
        return self._ask(name, "GET", path, None)[1]

    def post(self, name: str, path: str, **fields: str) -> str:
        """Where the answer leads to; blank where it leads nowhere."""
        body = {**fields, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        return self._ask(name, "POST", path, urlencode(body))[0]

    def _ask(self, name: str, method: str, path: str, body: str | None) -> tuple[str, bytes]:
        headers = {"Connection": "close", "Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        try:
            connection = http.client.HTTPConnection(self.host, timeout=_IMPATIENT_AFTER_SECONDS)
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
        except (OSError, http.client.HTTPException) as error:
            self.taken().complain(name, repr(error))
            return "", b""
        self.taken().note(name, (time.perf_counter() - begun) * 1000, is_write=method == "POST")
        self._keep(answer)
        # What leads on by itself is asked at once; a page is read, a form is filled in.
        if answer.status < 300 or answer.status >= 400:
            self.pause()
        location = answer.getheader("Location") or ""
        if answer.status >= 400 or (answer.status == 200 and method == "POST"):
            told = b" ".join(re.findall(rb'role="alert".*?<li>([^<]+)', content))[:120].decode()
            self.taken().complain(name, f"{method} {path} answered {answer.status} {told}".strip())
        elif name != "sign in" and "sign-in" in location:
            self.taken().complain(name, f"{method} {path} asks to sign in")
        return location, content

    def _keep(self, answer: http.client.HTTPResponse) -> None:
        for header in answer.msg.get_all("Set-Cookie") or ():
            key, _, value = header.partition(";")[0].partition("=")
            self.cookies[key] = value


Act = Callable[["Client"], None]


@dataclass
class Client:
    """A person at work. `writes` are chosen as often as `write_share` says, else one of `reads`."""

    browser: Browser
    source: random.Random
    reads: Sequence[tuple[str, str]]
    writes: Sequence[Act] = ()
    write_share: float = 0.0
    keys: Mapping[str, list[str]] = field(default_factory=dict)
    email: str = ""

    def work(self, *, until: float, think: float) -> None:
        """Acts, with a pause of `think` seconds on average after each page, until the time is over."""
        self.browser.pause = lambda: time.sleep(min(self.source.expovariate(1 / think), 10 * think))
        time.sleep(self.source.uniform(0, think))
        while time.monotonic() < until:
            if self.writes and self.source.random() < self.write_share:
                self.source.choice(self.writes)(self)
            else:
                name, path = self.source.choice(self.reads)
                self.browser.get(name, self.filled(path))

    def filled(self, path: str) -> str:
        """The path with a key of each kind that it names."""
        for kind, known in self.keys.items():
            path = path.replace(f"<{kind}>", self.source.choice(known))
        return path.replace("<day>", self._day())

    def _day(self) -> str:
        """Most ask about the end of a year, some about another day of it."""
        year = self.source.randint(2003, 2025)
        if self.source.random() < _ENDS_OF_YEARS:
            return f"{year}-12-31"
        return f"{year}-{self.source.randint(1, 12):02d}-21"


READS = (
    ("overview", "/"), ("overview on a date", "/?as_of=<day>&known_on=<day>"), ("reach", "/reach/"),
    ("reach on a date", "/reach/?as_of=<day>"), ("changes", "/reach/changes/"), ("countries", "/countries/"),
    ("country", "/countries/<country>/"), ("portfolio", "/portfolio/"), ("project", "/portfolio/<project>/"),
    ("instrument", "/instruments/ets185/"), ("sources", "/sources/"), ("statements", "/statements/"),
    ("figure", "/figures/reach.parties/"), ("figure on a date", "/figures/reach.together/?as_of=<day>"),
    ("API figure", "/api/v1/figures/reach.together?as_of=<day>"), ("API countries", "/api/v1/countries?limit=50"),
    ("API treaty actions", "/api/v1/treaty-actions?limit=50"), ("API claims", "/api/v1/claims?limit=50"),
    ("API sources", "/api/v1/sources?limit=50"), ("API projects", "/api/v1/projects"),
)  # fmt: skip
ADMINISTRATOR_READS = (
    ("access", "/access/"), ("people", "/access/people/"), ("person", "/access/people/<person>/"),
    ("access to a project", "/access/projects/<project>/"), ("access report", "/access/report.xlsx"),
    ("inbox", "/inbox/"), *READS[:3],
)  # fmt: skip
RECORDER_READS = (
    ("record", "/record/"), ("inbox", "/inbox/"), ("reports", "/reports/"), ("contacts", "/personal/contacts/"),
    ("contact", "/personal/contacts/<contact>/"), ("search for a contact", "/personal/contacts/?q=<name>"),
    ("files of a project", "/files/projects/<project>/"), *READS,
)  # fmt: skip


def sign_in_and_out(client: Client) -> None:
    browser = client.browser
    browser.get("sign-in page", "/account/sign-in/")
    browser.post("sign in", "/account/sign-in/", login=client.email, password=PASSWORD)
    browser.get("own account", "/account/")
    browser.post("sign out", "/account/sign-out/")


def invite(client: Client) -> None:
    browser = client.browser
    content = browser.get("invite page", "/access/people/invite/")
    shown = re.search(rb'name="notice_version" value="([^"]*)"', content)
    where = browser.post(
        "invite", "/access/people/invite/", email=f"{client.source.getrandbits(60):x}@example.org", role="viewer",
        scope="all", until_on="", language="en", notice_version=shown.group(1).decode() if shown else "",
    )  # fmt: skip
    if where:
        path = where.partition("?")[0]
        browser.get("invitation", path)
        browser.post("withdraw invitation", f"{path}withdraw/")


def review_grant(client: Client) -> None:
    if "csrftoken" not in client.browser.cookies:
        client.browser.get("invite page", "/access/people/invite/")
    client.browser.post("review grant", client.filled("/access/grants/<grant>/review/"))


def give_role(client: Client) -> None:
    browser = client.browser
    person, country = client.keys["free"].pop().split()
    path = f"/access/people/{person}/"
    content = browser.get("person", path)
    day = f"{client.source.randint(2030, 2090)}-{client.source.randint(1, 12):02d}-{client.source.randint(1, 28):02d}"
    if b'name="role"' in content:
        scope = f"country:{country}"
        browser.post("give role", path, role="country_focal_point", scope=scope, from_on=day, until_on="")


def record_a_source(client: Client) -> None:
    browser = client.browser
    browser.get("record form", "/record/new/sources/")
    where = browser.post(
        "draft", "/record/new/sources/", address=f"https://example.org/{client.source.getrandbits(60):x}",
        title="A source (made up)", publisher="", language="en", dated_on="", note="", reason="",
    )  # fmt: skip
    if where:
        browser.get("check", where)
        made = browser.post("hand in", where)
        if made:
            browser.get("submission", made)


COUNTRIES = (
    "AL AM AR AU AZ BA BB BE BF BG BJ BN BR BW BZ CA CH CI CL CM CO CR CY CZ DE DK DO DZ EC EE EG ES ET FI FJ FR GB GE GH"
    " GM GR GT HN HR HU ID IE IL IN IS IT JM JO JP KE KH KI KZ LA LB LI LK LS LT LU LV MA MC MD ME MG MK MN MT MU MV MW MX"
    " MY MZ NA NE NG NI NL NO NP NR NZ PA PE PG PH PK PL PT PY RO RS RW SB SC SE SI SK SL SM SN SR ST SV TH TN TO TR TT TV"
    " TZ UA UG US UY VN VU WS ZA ZM"
).split()


def run(clients: Sequence[Client], *, seconds: float, think: float) -> None:
    """All at once, for so long."""
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=each.work, kwargs={"until": until, "think": think}) for each in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def clients(
    host: str, taken: Callable[[], Taken], count: int, sessions: Mapping[str, list[dict[str, str]]],
    keys: Mapping[str, list[str]], emails: Sequence[str],
) -> Iterator[Client]:  # fmt: skip
    """Of a hundred, 50 read without an account, 15 sign in and out, 20 record, 15 administer."""
    for number in range(count):
        # Another sequence in each run: what was sent in once is refused the second time.
        source = random.Random(f"{number} {time.time_ns()}")  # noqa: S311
        kind = number % 20

        def browser(role: str, number: int = number) -> Browser:
            known = sessions.get(role) or [{}]
            return Browser(host, taken, known[number % len(known)])

        if kind < 10:
            # What readers may send in is limited by address, and all of these have one.
            yield Client(browser(""), source, READS, keys=keys)
        elif kind < 13:
            yield Client(browser(""), source, READS, (sign_in_and_out,), 0.08, keys, emails[number % len(emails)])
        elif kind < 17:
            yield Client(browser("programme_manager"), source, RECORDER_READS, (record_a_source,), 0.1, keys)
        else:
            acts = (invite, review_grant, review_grant, give_role)
            yield Client(browser("administrator"), source, ADMINISTRATOR_READS, acts, 0.4, keys)
