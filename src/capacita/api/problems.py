"""Refusals as problem details (RFC 9457): what is wrong, in which parameter, what to do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Schema
from ninja.errors import ValidationError

from capacita.kernel.errors import CapacitaError, InputError, UnknownKeyError
from capacita.kernel.errors import Problem as Wrong

MEDIA_TYPE = "application/problem+json"
DOCUMENTED_AT = "/about/api/"
SCHEMA_AT = "/api/v1/openapi.json"


@dataclass(frozen=True)
class Kind:
    """A kind of refusal: its anchor in the API's documentation, its title, its status."""

    key: str
    title: str
    status: int
    meaning: str

    @property
    def type(self) -> str:
        return f"{DOCUMENTED_AT}#problem-{self.key}"


INPUT = Kind("input", "The question cannot be answered as asked", 400, "A value is impossible; `errors` says which.")
UNKNOWN_KEY = Kind(
    "unknown-key", "There is no record with this key", 404, "A code or key in the address names nothing."
)
ADDRESS = Kind("address", "There is nothing at this address", 404, "The address is none of the API's operations.")
METHOD = Kind("method", "The API is read with GET only", 405, "Another method than GET or HEAD was used.")
PARAMETERS = Kind(
    "parameters", "A parameter does not fit its schema", 422, "A parameter is unknown or of another type."
)
KINDS = (INPUT, UNKNOWN_KEY, ADDRESS, METHOD, PARAMETERS)


class ProblemError(Schema):
    """One thing that is wrong."""

    field: str = Field(description="The parameter that is wrong; blank where none is.")
    message: str
    remedy: str = Field(description="What to do about it.")


class Problem(Schema):
    """A refusal (RFC 9457)."""

    type: str = Field(description="The kind of refusal, as an address in the API's documentation.")
    title: str
    status: int
    detail: str
    errors: list[ProblemError]


def problem(kind: Kind, detail: str, errors: Sequence[Wrong] = ()) -> HttpResponse:
    """The refusal as an answer. Its text may be shown to the person who asked."""
    body = {
        "type": kind.type,
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "errors": [{"field": each.column, "message": each.message, "remedy": each.remedy} for each in errors],
    }
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=kind.status, content_type=MEDIA_TYPE)


def refused(error: CapacitaError) -> HttpResponse:
    """What the product refuses on purpose, as a 4xx answer."""
    if isinstance(error, UnknownKeyError):
        near = f"Did you mean {', '.join(error.near)}?" if error.near else "Look it up in the list that it is from."
        return problem(UNKNOWN_KEY, str(error), [Wrong(f"no {error.kind} has this key", remedy=near)])
    problems = error.problems if isinstance(error, InputError) else (Wrong(str(error)),)
    return problem(INPUT, _together(problems), problems)


def unfit(errors: Sequence[Wrong]) -> HttpResponse:
    return problem(PARAMETERS, _together(errors), errors)


def _together(errors: Sequence[Wrong]) -> str:
    return "; ".join(f"{each.column}: {each.message}" if each.column else each.message for each in errors)


def no_such_address() -> HttpResponse:
    return problem(ADDRESS, f"No operation of the API has this address. {SCHEMA_AT} lists all.")


Raised = TypeVar("Raised", bound=Exception)


def _raised(error: Raised | type[Raised]) -> Raised:
    """The error itself: ninja's handlers may be given a bare class."""
    return error() if isinstance(error, type) else error


def register(api: NinjaAPI) -> None:
    """From here on the API answers every refusal as a problem."""

    def on_refusal(request: HttpRequest, error: CapacitaError | type[CapacitaError]) -> HttpResponse:
        return refused(_raised(error))

    def on_unfit(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
        wrong = [
            Wrong(each["msg"], column=str(each["loc"][-1]), remedy=f"{SCHEMA_AT} describes the parameter.")
            for each in _raised(error).errors
        ]
        return unfit(wrong)

    def on_absent(request: HttpRequest, error: Http404 | type[Http404]) -> HttpResponse:
        return no_such_address()

    api.add_exception_handler(CapacitaError, on_refusal)
    api.add_exception_handler(ValidationError, on_unfit)
    api.add_exception_handler(Http404, on_absent)
