"""The file of provisions: what is not of its shape is refused with its entry and key, and never fails otherwise."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from capacita.evidence.catalogue import catalogues
from capacita.evidence.limits import misfitting
from capacita.evidence.loading import load_catalogues
from capacita.evidence.reading import read_yaml
from capacita.kernel.errors import InputError, Problem
from capacita.people.models import LOADER
from capacita.standards.shape import checked_provisions

CATALOGUES = {each.name: each for each in catalogues()}
ENTRIES = read_yaml(CATALOGUES["provisions"].path.read_bytes(), file="provisions.yaml")[:10]
ODD: tuple[object, ...] = (None, 1, 1.5, True, "", "x" * 300, [], {}, [1], [{}], {"a": 1}, date(2020, 1, 1))


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def dumped(entries: object) -> bytes:
    return yaml.dump(entries, Dumper=_Plain, allow_unicode=True).encode()


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield (*path, key)
        yield from places(inner, (*path, key))


def test_what_is_missing_or_of_another_kind_is_named_by_entry_and_key() -> None:
    entries = copy.deepcopy(ENTRIES)
    del entries[0]["summary"]
    entries[1]["elements"] = [{"key": "e1", "text": 5, "optional": "no"}]
    entries[2]["surprise"] = 1
    with pytest.raises(InputError) as caught:
        checked_provisions(entries, "provisions.yaml")
    told = str(caught.value).splitlines()
    assert told == [
        f"provisions.yaml, row 1, column summary: entry 1 ({entries[0]['id']}): is missing",
        f"provisions.yaml, row 2, column elements[1].text: entry 2 ({entries[1]['id']}): is not text",
        f"provisions.yaml, row 2, column elements[1].optional: entry 2 ({entries[1]['id']}): is not true or false",
        f"provisions.yaml, row 3, column surprise: entry 3 ({entries[2]['id']}): is not a key of its kind",
    ]


@pytest.mark.parametrize("content", [b"a: 1", b"5", b"", b"- 1\n- 2\n"])
def test_what_is_no_list_of_provisions_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match=r"provisions\.yaml"):
        CATALOGUES["provisions"].parse(content, "provisions.yaml")


def test_whatever_stands_in_the_file_it_is_read_or_refused() -> None:
    source = random.Random(35)
    for _ in range(120):
        entries = copy.deepcopy(ENTRIES)
        *way, last = source.choice(list(places(entries)))
        inner: Any = entries
        for key in way:
            inner = inner[key]
        if source.random() < 0.3:
            del inner[last]
        else:
            inner[last] = source.choice(ODD)
        problems: tuple[Problem, ...] = ()
        try:
            for name in ("provisions", "elements"):
                for draft in CATALOGUES[name].parse(dumped(entries), "provisions.yaml"):
                    list(misfitting(CATALOGUES[name].model, {"key": draft.key, **draft.values}))
                    assert len(draft.digest) == 64
        except InputError as refusal:
            problems = refusal.problems
        assert all(each.file == "provisions.yaml" and each.message for each in problems)


@pytest.mark.django_db
def test_an_unknown_instrument_and_a_paragraph_of_no_article_are_refused(tmp_path: Path) -> None:
    entries = copy.deepcopy(ENTRIES[:3])
    entries[0]["instrument"] = "ETS999"
    entries[1]["parent_id"] = "ets185/99"
    path = tmp_path / "provisions.yaml"
    path.write_bytes(dumped(entries))
    with pytest.raises(InputError) as caught:
        load_catalogues(by=LOADER, files={"provisions": path})
    assert "row 1, column instrument: “ets999” is not an instrument" in str(caught.value)
    assert "row 2, column parent_id: “ets185/99” is not a provision" in str(caught.value)
