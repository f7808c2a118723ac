"""Refusals as problem details (RFC 9457): what is wrong, in which parameter, what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, NinjaAPI, Schema
from ninja.errors import ValidationError

from capacita.kernel.errors import MOST_TOLD, CapacitaError, CodedProblem, UnknownKeyError
from capacita.kernel.errors import Problem as Wrong
from capacita.kernel.said import again, said

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


INPUT = Kind(
    "input", said("The question cannot be answered as asked"), 400, "A value is impossible; `errors` says which."
)
UNKNOWN_KEY = Kind(
    "unknown-key", said("There is no record with this key"), 404, "A code or key in the address names nothing."
)
ADDRESS = Kind("address", said("There is nothing at this address"), 404, "The address is none of the API's operations.")
METHOD = Kind(
    "method",
    said("The address is not asked by this method"),
    405,
    "Another method than GET or HEAD was used, or than POST where an operation is sent something.",
)
SIZE = Kind("size", said("More was sent than is taken"), 413, "The body is larger than the operation takes.")
PARAMETERS = Kind(
    "parameters", said("A parameter does not fit its schema"), 422, "A parameter is unknown or of another type."
)
BROKEN = Kind("broken", said("Something broke"), 500, "The fault is on this side; nothing was stored half.")
KINDS = (INPUT, UNKNOWN_KEY, ADDRESS, METHOD, SIZE, PARAMETERS, BROKEN)
_LISTS = {
    "country or area": "/api/v1/countries",
    "figure": "/api/v1/figures",
    "instrument": "/api/v1/instruments",
    "project": "/api/v1/projects",
    "source": "/api/v1/sources",
    "published statement": "/api/v1/claims",
}


class ProblemError(Schema):
    """One thing that is wrong."""

    field: str = Field(description="The parameter that is wrong, or the path in what was sent; blank where none is.")
    code: str | None = Field(None, description="A word for the fault, where an operation has words for them.")
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
        "title": again(kind.title, _),
        "status": kind.status,
        "detail": again(detail, _),
        "errors": [
            {"field": each.column}
            | ({"code": each.code} if isinstance(each, CodedProblem) else {})
            | {"message": each.message, "remedy": each.remedy}
            for each in (wrong.worded(_) for wrong in errors)
        ],
    }
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=kind.status, content_type=MEDIA_TYPE)


def refused(error: CapacitaError) -> HttpResponse:
    """What the product refuses on purpose, as a 4xx answer."""
    if not isinstance(error, UnknownKeyError):
        return problem(INPUT, _together(error.problems), error.problems)
    (unknown,) = error.problems
    remedy = unknown.remedy
    if not remedy:
        place = _LISTS.get(error.kind)
        remedy = (
            said("%(address)s lists them.", address=place) if place else said("Look it up in the list that it is from.")
        )
    detail = f"{again(unknown.message, _)}. {again(unknown.remedy, _)}".rstrip()
    return problem(UNKNOWN_KEY, detail, [Wrong(said("no %(kind)s has this key", kind=error.kind), remedy=remedy)])


def unfit(errors: Sequence[Wrong]) -> HttpResponse:
    return problem(PARAMETERS, _together(errors), errors)


def _together(errors: Sequence[Wrong]) -> str:
    worded = [each.worded(_) for each in errors[:MOST_TOLD]]
    return "; ".join(f"{each.column}: {each.message}" if each.column else each.message for each in worded)


def no_such_address() -> HttpResponse:
    return problem(ADDRESS, said("No operation of the API has this address. %(address)s lists all.", address=SCHEMA_AT))


def unreadable(request: HttpRequest) -> HttpResponse:
    """The answer to a request of which not even the parameters or the name of the host can be read."""
    return problem(INPUT, said("The request could not be read. Ask with fewer and shorter parameters."))


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer while something is broken on this side. Asks the database for nothing."""
    return problem(BROKEN, said("Please ask again; if it happens again, tell the administrator what you asked."))


def _unfit_in_words(error: Mapping[str, Any]) -> str:
    """What the schema's own check says, as a sentence that can be said in another language too."""
    limits = error.get("ctx") or {}
    match error["type"]:
        case "literal_error":
            return said("Input should be %(expected)s", expected=limits["expected"])
        case "string_too_short" if limits["min_length"] == 1:
            return said("String should have at least 1 character")
        case "string_too_long":
            return said("String should have at most %(n)s characters", n=limits["max_length"])
        case "int_parsing":
            return said("Input should be a valid integer, unable to parse string as an integer")
        case "greater_than_equal":
            return said("Input should be greater than or equal to %(n)s", n=limits["ge"])
        case "less_than_equal":
            return said("Input should be less than or equal to %(n)s", n=limits["le"])
        case "missing":
            return said("Field required")
    return str(error["msg"])


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
            Wrong(
                _unfit_in_words(each),
                column=str(each["loc"][-1]),
                remedy=said("%(address)s describes the parameter.", address=SCHEMA_AT),
            )
            for each in _raised(error).errors
        ]
        return unfit(wrong)

    def on_absent(request: HttpRequest, error: Http404 | type[Http404]) -> HttpResponse:
        return no_such_address()

    api.add_exception_handler(CapacitaError, on_refusal)
    api.add_exception_handler(ValidationError, on_unfit)
    api.add_exception_handler(Http404, on_absent)
