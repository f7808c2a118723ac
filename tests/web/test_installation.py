"""The page about the installation: backups, the way back to yesterday, and what a restored one says of itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from capacita.audit.queries import history
from capacita.keeping.actions import acknowledge_restore, record_backup, record_restore
from capacita.keeping.databases import program
from capacita.keeping.queries import restore_to_tell
from capacita.kernel.clock import now, today
from capacita.kernel.errors import RefusedError
from capacita.people.models import User
from capacita.web.templatetags.capacita import long_day
from tests.people import cast

pytestmark = pytest.mark.django_db
NAME = "capacita-20261120T020000Z.tar.gz.age"


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def restored(name: str = NAME) -> None:
    record_restore(name=name, made_at=datetime(2026, 11, 20, 2, tzinfo=UTC).isoformat(), head="", by="cli")


def browser_of(person: User) -> Client:
    """A browser signed in anew: a restore signs everybody out."""
    return cast.browser(User.objects.get(pk=person.pk))


def test_an_administrator_and_nobody_else_reads_of_the_last_backup_and_copies_the_way_back() -> None:
    alice, officer = cast.administrator(), cast.person("dpo@example.org", "data_protection_officer")
    browser = cast.browser(alice)
    before = text_of(browser.get("/installation/"))
    assert "No backup of this installation is on record" in before
    assert "There is no backup yet." in before
    record_backup(name=NAME, folder="/srv/backups", sha256="0" * 64, size=1, head="", faults=2, by="cli")
    after = text_of(browser.get("/installation/"))
    assert f"The last backup was made on {long_day(today())} at " in after
    assert "It told of faults" in after
    on_server = connection.vendor == "postgresql"
    assert f"{'_' if on_server else '-'}restored {program()} restore /srv/backups/{NAME} --key" in after
    assert Path(program()).is_absolute()
    for command in ("backup --to FOLDER", "doctor"):
        typed = re.findall(rf"<code[^>]*>(CAPACITA_HOME=[^<]* {command})</code>", after)
        assert len(typed) == 1
        assert typed[0].startswith(f"CAPACITA_HOME={settings.CAPACITA_HOME} ")
        assert ("DATABASE_URL=" in typed[0]) is on_server
    assert ("createdb -O " in after) is on_server
    for name in ("/", "/account/"):
        assert 'href="/installation/"' in text_of(browser.get(name))
    other = cast.browser(officer)
    assert other.get("/installation/").status_code == 404
    assert "/installation/" not in text_of(other.get("/access/"))


@pytest.mark.parametrize("typed", ["restore yesterday", "recover", "backup", "bring back yest", "RESTORE"])
def test_the_search_leads_an_administrator_to_the_restore_and_nobody_else(typed: str) -> None:
    way = '<a href="/installation/#restore">'
    assert way in text_of(cast.browser(cast.administrator()).get("/search/", {"q": typed}))
    viewer = cast.browser(cast.person("bob@example.org", "viewer"))
    assert way not in text_of(viewer.get("/search/", {"q": typed}))


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("invite a colleague", "/access/people/invite/"),
        ("add user", "/access/people/invite/"),
        ("who can see", "/access/"),
        ("permissions", "/access/"),
        ("password", "/account/"),
    ],
)
def test_what_one_can_do_is_found_by_the_words_that_people_have_for_it(typed: str, address: str) -> None:
    assert f'<a href="{address}">' in text_of(cast.browser(cast.administrator()).get("/search/", {"q": typed}))


def test_words_that_name_no_page_find_none_and_a_search_of_one_kind_keeps_to_it() -> None:
    browser = cast.browser(cast.administrator())
    assert 'id="ways"' not in text_of(browser.get("/search/", {"q": "supreme court of people"}))
    assert 'id="ways"' not in text_of(browser.get("/search/", {"q": "restore", "kind": "provisions"}))
    assert "Nothing was found" not in text_of(browser.get("/search/", {"q": "restore yesterday"}))


def test_a_restored_installation_says_so_to_administrators_until_one_has_seen_to_it() -> None:
    alice, officer = cast.administrator(), cast.person("dpo@example.org", "data_protection_officer")
    places = ("/access/", "/installation/", "/account/")
    browser = browser_of(alice)
    assert "was restored" not in text_of(browser.get("/"))
    for place in places:
        assert "was restored" not in text_of(browser.get(place))
    restored()
    browser = browser_of(alice)
    for place in places:
        text = text_of(browser.get(place))
        assert "This installation was restored: it is as it was on 20 Nov 2026 02:00 UTC." in text, place
        assert NAME in text
        assert "What was done between is not in it" in text
    assert "it is as it was on 20 Nov 2026 02:00 UTC." in text_of(browser.get("/"))
    other = browser_of(officer)
    assert "was restored" not in text_of(other.get("/"))
    assert all("was restored" not in text_of(other.get(place)) for place in ("/access/", "/account/"))
    assert other.post("/installation/restored/").status_code == 404

    answer = browser.post("/installation/restored/", follow=True)
    assert "was restored" not in text_of(answer)
    assert [(each.verb, each.by) for each in history("backup", NAME)] == [
        ("acknowledge_restore", alice.key), ("restore_backup", "cli"),
    ]  # fmt: skip
    late = browser.post("/installation/restored/")
    assert late.status_code == 400
    assert "acknowledged before" in text_of(late)


def test_another_restore_is_told_of_anew() -> None:
    alice = cast.standing(cast.administrator())
    restored()
    acknowledge_restore(by=alice)
    assert restore_to_tell() is None
    restored("later.tar.gz.age")
    told = restore_to_tell()
    assert told is not None
    assert (told.name, told.made_at) == ("later.tar.gz.age", datetime(2026, 11, 20, 2, tzinfo=UTC))
    assert now() - told.at < timedelta(minutes=5)


def test_who_does_not_administer_acknowledges_nothing() -> None:
    restored()
    bob = cast.standing(cast.person("bob@example.org", "programme_manager"))
    with pytest.raises(RefusedError):
        acknowledge_restore(by=bob)
    assert restore_to_tell() is not None
