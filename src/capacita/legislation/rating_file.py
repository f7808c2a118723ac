"""The ratings of one country as JSON, and what is wrong with them: at which path, of which kind, what to do.

{"ets185/art_2": {"e1": "MET", "e2": "UNK"}, "ets185/art_4/para_1": {…}}: provisions, their elements, a rating each.
What is left out is not assessed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from capacita.kernel.errors import CodedProblem, InputError
from capacita.kernel.identifiers import near
from capacita.kernel.said import said
from capacita.legislation.choices import Fault, Rating
from capacita.legislation.rules.requirements import Provision, Requirements, not_ratable, refusals

MOST_BYTES = 100_000
_LONGEST_SHOWN = 80
_CODES = ", ".join(Rating)


class _Members(list[tuple[str, Any]]):
    """The members of a JSON object as they stand, so that a key that stands twice is not lost."""


def parse_ratings(content: bytes, requirements: Requirements) -> dict[str, Rating]:
    """The ratings by the key of their element (ets185/art_2/e1). Refuses with every fault, each at its path."""
    ratings: dict[str, Rating] = {}
    problems = [*_in_country(_decoded(content), requirements, ratings), *refusals(requirements, ratings)]
    if problems:
        raise InputError(*dict.fromkeys(problems))
    return ratings


def _decoded(content: bytes) -> Any:
    if len(content) > MOST_BYTES:
        message = said("is larger than %(n)s kB", n=MOST_BYTES // 1000)
        raise InputError(CodedProblem(message, remedy=said("Send one country at a time."), code=Fault.TOO_LARGE))
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_Members)
    except json.JSONDecodeError as error:
        message = said("is not JSON: see line %(line)s, column %(column)s", line=error.lineno, column=error.colno)
    except UnicodeDecodeError:
        message = said("is not UTF-8")
    except (ValueError, RecursionError):
        # A number of thousands of digits, or brackets within brackets without end.
        message = said("is not JSON that can be read")
    raise InputError(CodedProblem(message, remedy=said("Begin from the example."), code=Fault.NOT_JSON)) from None


def _in_country(value: Any, requirements: Requirements, ratings: dict[str, Rating]) -> Iterator[CodedProblem]:
    yield from _of_object(value, "")
    members = value if isinstance(value, _Members) else _Members()
    # More names than there are provisions were not mistyped one by one, and looking for what is alike takes time.
    known = tuple(requirements.provisions) if len(members) <= len(requirements.provisions) else ()
    for key, elements in members:
        provision = requirements.provisions.get(key)
        if provision is None:
            alike = near(key, known)
            yield CodedProblem(
                said("is no provision of the Convention on Cybercrime"),
                column=_shown(key),
                remedy=said("Did you mean %(near)s?", near=", ".join(alike))
                if alike
                else said("Name provisions as in %(example)s.", example="ets185/art_4/para_1"),
                code=Fault.UNKNOWN_PROVISION,
            )
        elif provision.article not in requirements.articles:
            yield not_ratable(provision)
        else:
            yield from _in_provision(elements, provision, requirements, ratings)


def _in_provision(
    value: Any, provision: Provision, requirements: Requirements, ratings: dict[str, Rating]
) -> Iterator[CodedProblem]:
    yield from _of_object(value, provision.key)
    for name, code in value if isinstance(value, _Members) else _Members():
        key = f"{provision.key}/{name}"
        if key not in provision.elements:
            remedy = _elements_in_words(provision, requirements)
            yield CodedProblem(
                said("is no element of its provision"), column=_shown(key), remedy=remedy, code=Fault.UNKNOWN_ELEMENT
            )
        elif not isinstance(code, str):
            remedy = said("Write one of %(codes)s, in quotation marks.", codes=_CODES)
            yield CodedProblem(said("the rating is not text"), column=key, remedy=remedy, code=Fault.NOT_TEXT)
        elif code not in Rating._value2member_map_:
            yield CodedProblem(
                said("“%(code)s” is not a rating", code=_shown(code)),
                column=key,
                remedy=said("Write one of %(codes)s.", codes=_CODES),
                code=Fault.UNKNOWN_CODE,
            )
        else:
            ratings[key] = Rating(code)


def _of_object(value: Any, path: str) -> Iterator[CodedProblem]:
    """What is wrong with a value that must be an object, as such."""
    if not isinstance(value, _Members):
        message = said("is not an object of elements") if path else said("is not an object of provisions")
        yield CodedProblem(message, column=path, remedy=said("Begin from the example."), code=Fault.NOT_AN_OBJECT)
        return
    for key, times in Counter(key for key, _ in value).items():
        if times > 1:
            yield CodedProblem(
                said("stands %(n)s times", n=times),
                column=_shown(f"{path}/{key}" if path else key),
                remedy=said("Keep one."),
                code=Fault.DUPLICATE_KEY,
            )


def _elements_in_words(provision: Provision, requirements: Requirements) -> str:
    if provision.elements:
        names = ", ".join(key.rpartition("/")[2] for key in provision.elements)
        return said("It has %(elements)s.", elements=names)
    parts = [
        each.key for each in requirements.provisions.values() if each.article == provision.article and each.elements
    ]
    return said("Its elements stand in %(provisions)s.", provisions=", ".join(parts))


def _shown(text: str) -> str:
    """What somebody sent, short and without characters that no page or terminal should be handed."""
    return "".join(each if each.isprintable() else "\ufffd" for each in text[:_LONGEST_SHOWN])
