"""The API itself: its modules, how it writes JSON, and its schema as a document."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from capacita.api import (
    catalogue_versions,
    convention_uses,
    countries,
    evidence,
    figures,
    law_ratings,
    laws,
    legislation,
    portfolio,
    problems,
    publishing,
    reach,
    reach_over_time,
    schema,
    searching,
    standards,
    treaty_actions,
)

DESCRIPTION = """\
Dated records of countries, instruments, projects and sources on cybercrime and electronic evidence, and every figure
made from them with its receipt.

- Read only: GET and HEAD. One operation is sent ratings by POST, works out what follows from them and stores nothing.
- Everybody is answered from what is published. Where an operation says so, whoever is signed in on the site is
  answered from what he or she may read, and that answer is kept nowhere.
- `as_of` is the date in the world, `known_on` what had been stated in public by then; both are today if left out.
  An answer says to which date its facts are sourced, and whether the date lies past it (`beyond_sources`).
- Lists come in pages of at most 200 rows: give `next_cursor` of a page as `cursor` of the next.
- Every answer has an ETag, the digest of its bytes: ask again with If-None-Match, and an unchanged answer is 304
  without a body. A compressed answer carries the same tag as a weak one (`W/`), which is accepted as well.
- A refusal is a problem (RFC 9457) that names the parameter and what to do.
- A record whose citation is `unverified` was not checked against its source by anybody. Names that carry a `footnote`
  are to be printed with it.
"""
TAGS = (
    ("Countries", "Countries and areas, their names over time, memberships and footnotes."),
    ("Standards", "Instruments, their provisions, and the acts of States under them."),
    (
        "Legislation",
        "Domestic law: laws, their provisions, what was in force on a date; and what follows from ratings by a rule that "
        "anybody can try, and where countries stand by ratings that are public.",
    ),
    ("Portfolio", "The office, its projects and their dated terms, the programme's texts."),
    ("Reach", "The partition of States into tiers, over time and by name; countries and areas in projects."),
    ("Figures", "Figures with their receipts, and published statements beside them."),
    ("Briefs", "Decks, documents and pages that write themselves."),
    ("Search", "What holds the words that are asked for, by kind."),
    ("Evidence", "Sources, what cites them, and how far each dataset is sourced."),
)


class PlainJson(JSONRenderer):
    """UTF-8 JSON with letters as they are."""

    json_dumps_params = {"ensure_ascii": False}


class Contract(NinjaAPI):
    """The API, whose operations are called by their function's name."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Contract(
    title="Capacita",
    version="1",
    description=DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    renderer=PlainJson(),
    urls_namespace="api-1",
    openapi_extra={
        "info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "tags": [{"name": name, "description": description} for name, description in TAGS],
    },
)
problems.register(api)
for module in (
    countries, standards, catalogue_versions, treaty_actions, laws, law_ratings, convention_uses, legislation,
    portfolio, reach, reach_over_time, figures, evidence, publishing, searching,
):  # fmt: skip
    api.add_router("", module.router)


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The OpenAPI document."""
    return schema.openapi(api)


@lru_cache(maxsize=1)
def query_parameters() -> dict[str, frozenset[str]]:
    """The names of the query parameters that each operation reads."""
    return {
        operation["operationId"]: frozenset(each["name"] for each in operation["parameters"] if each["in"] == "query")
        for path in document()["paths"].values()
        for operation in path.values()
    }


def read_document(request: HttpRequest) -> HttpResponse:
    return HttpResponse(json.dumps(document(), ensure_ascii=False), content_type=schema.JSON)
