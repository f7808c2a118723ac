"""Receipts: how a figure was made, with the records counted; and published statements beside what is computed."""

from __future__ import annotations

import json
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from capacita.countries.queries import footnotes
from capacita.evidence.queries import citation_lines
from capacita.figures.answers import erased_beneath, figure_answer, figure_csv, recorded_at
from capacita.figures.queries import ClaimBeside, claims, claims_beside, claims_valid_for, surveys
from capacita.figures.registry import definition, definitions, figure_in_words, parameters_in_words
from capacita.figures.registry import figure as figure_of
from capacita.figures.values import FigureValue, Record, Unit
from capacita.standards.queries import CONVENTION, instruments
from capacita.web.asking import KEPT, language_of, moment_of, moment_query, query
from capacita.web.pages import page, public_page
from capacita.web.templatetags.capacita import sourced_text


@public_page
def figure_list(request: HttpRequest) -> HttpResponse:
    """Every figure that can be asked for, with its question."""
    moment_of(request)
    rows = [(each, not any(parameter.required for parameter in each.parameters)) for each in definitions()]
    return page(request, "figures/list.html", {"rows": rows})


@public_page
def receipt(request: HttpRequest, id: str) -> HttpResponse:
    """How one figure was made."""
    value = _value(request, id)
    found = definition(id)
    citations = citation_lines(record.citation for record in value.records)
    pinned = request.build_absolute_uri(f"{reverse('web:receipt', args=[id])}{_pinned(value)}")
    sentence = found.sentence(value)
    context = {
        "value": value,
        "definition": found,
        "parameters": parameters_in_words(value),
        "sentence": sentence,
        "quotable": _quotable(sentence, value, pinned),
        "names": "; ".join(value.counted_names),
        "rows": [(record, citations.get(record.citation), _page_of(value, record)) for record in value.records],
        "quality": _quality(value, {key: line.is_unverified for key, line in citations.items()}),
        "left_out": _by_reason(value),
        "bytes_erased": erased_beneath(value),
        "claims": claims_valid_for(value),
        "query": moment_query(value.at, **dict(value.parameters)),
        "pinned": pinned,
        "citation": _("Capacita, %(id)s as of %(as_of)s, known on %(known_on)s, receipt %(receipt)s, rule %(rule)s.")
        % {
            "id": figure_in_words(value),
            "as_of": value.at.as_of.isoformat(),
            "known_on": value.at.known_on.isoformat(),
            "receipt": value.receipt_digest[:12],
            "rule": value.rule,
        },
        "footnotes": footnotes(value.printed_keys, language_of(request), at=value.at),
    }
    return page(request, "figures/receipt.html", context)


@public_page
def receipt_csv(request: HttpRequest, id: str) -> HttpResponse:
    """Everything that the receipt names, as CSV."""
    value = _value(request, id)
    response = HttpResponse(figure_csv(value), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{id}-{value.at.as_of}.csv"'
    return response


@public_page
def receipt_json(request: HttpRequest, id: str) -> HttpResponse:
    """The whole receipt, as JSON: the same as the shell prints and the API answers."""
    text = json.dumps(figure_answer(_value(request, id)), ensure_ascii=False, indent=2)
    return HttpResponse(text, content_type="application/json; charset=utf-8")


@public_page
def statements(request: HttpRequest) -> HttpResponse:
    """Published figures beside the computed ones, with the reason for each difference."""
    at = moment_of(request)
    counts = claims_beside(claims(at=at, kind="count"), at=at)
    groups = [(each.short(language_of(request)), _newest_first(counts, each.code)) for each in instruments(at=at)]
    context = {"groups": [group for group in groups if group[1]], "surveys": surveys(at=at)}
    return page(request, "figures/statements.html", context)


def _newest_first(rows: list[ClaimBeside], instrument: str) -> list[ClaimBeside]:
    """The statements about one instrument, the newest first."""
    chosen = (each for each in rows if each.claim.parameters.get("instrument", CONVENTION) == instrument)
    return sorted(chosen, key=lambda each: each.claim.valid_on, reverse=True)


def _value(request: HttpRequest, id: str) -> FigureValue:
    given = {name: str(value) for name, value in request.GET.items() if name not in KEPT}
    return figure_of(id, at=moment_of(request), **given)


def _page_of(value: FigureValue, record: Record) -> str:
    """The page of the country, its law or the project that a record concerns; blank where it concerns none."""
    if value.unit in (Unit.PROJECTS, Unit.EUR):
        return f"/portfolio/{quote(record.subject)}/"
    if value.unit == Unit.PROVISIONS:
        return f"/legislation/{record.subject}/"
    return f"/countries/{record.subject}/" if len(record.subject) == 2 else ""


def _pinned(value: FigureValue) -> str:
    """The address that asks for this very moment for ever, also when its dates are today's."""

    defaults = {parameter.name: parameter.default for parameter in definition(value.id).parameters}
    chosen = {name: each for name, each in value.parameters.items() if each != defaults.get(name)}
    time = recorded_at(value)
    return query(
        {
            **chosen,
            "as_of": value.at.as_of.isoformat(),
            "known_on": value.at.known_on.isoformat(),
            "recorded_at": time.isoformat() if time else None,
        }
    )


def _quotable(sentence: str, value: FigureValue, address: str) -> str:
    sourced = sourced_text(value)
    # A sentence may end in brackets: what follows stands beside them, not in a second pair.
    middle = f", {sourced}" if sourced else ""
    return _("%(sentence)s%(sourced)s. Source: Capacita, %(address)s") % {
        "sentence": sentence,
        "sourced": middle,
        "address": address,
    }


def _quality(value: FigureValue, unverified: dict[int, bool]) -> dict[str, FigureValue | int]:
    """How good the figure is: records from a source, not later than, unverified."""
    return {
        "all": len(value.records),
        "sourced": sum(not unverified.get(record.citation, True) for record in value.records),
        "bounds": sum(record.on is not None and record.on.not_later_than for record in value.records),
        "unverified": sum(unverified.get(record.citation, True) for record in value.records),
    }


def _by_reason(value: FigureValue) -> list[tuple[str, list[str]]]:
    groups: dict[str, list[str]] = {}
    for each in value.left_out:
        groups.setdefault(each.reason, []).append(each.name)
    return sorted(groups.items(), key=lambda group: len(group[1]))
