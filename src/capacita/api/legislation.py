"""The rule for domestic law as something to try: ratings of one country in, what follows from them out."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from capacita.api.asked import Language
from capacita.api.schema import example, sent
from capacita.legislation.alignment import alignment_answer, alignment_of
from capacita.legislation.choices import PowersStatus, Rating, SafeguardsLabel, SubstantiveStatus
from capacita.legislation.rating_file import MOST_BYTES

router = Router(tags=["Legislation"])
# Operations that are sent a body, by name, and the bytes that each takes.
MOST_SENT = {"evaluate_ratings": MOST_BYTES}
_RATINGS = {
    "type": "object",
    "description": (
        "Provisions of ETS 185 (their keys as /instruments/ets185/provisions lists them), each with ratings of its "
        "elements. What is left out is UNK. At most 100 kB."
    ),
    "propertyNames": {"pattern": "^ets185/art_"},
    "additionalProperties": {
        "type": "object",
        "propertyNames": {"pattern": "^e[0-9]+$"},
        "additionalProperties": {"type": "string", "enum": [each.value for each in Rating]},
    },
}
_SHOWN = {
    "ets185/art_2": {"e1": "MET", "e2": "MET", "e3": "MET", "e4": "UNK"},
    "ets185/art_4/para_1": {"e1": "MET", "e2": "MET", "e3": "PART", "e4": "MET", "e5": "MET-G"},
    "ets185/art_15/para_1": {"e1": "NOT", "e2": "NOT"},
    "ets185/art_15/para_2": {"e1": "NOT", "e2": "MET"},
}


class RatingsAsked(Schema):
    """The language of refusals."""

    language: Language = Field("en", description="The language of refusals.", examples=["en"])


class RuleAnswer(Schema):
    """The rule by which it was worked out."""

    id: str
    version: int


class ArticleAnswer(Schema):
    """The status with everything unknown read as absent, and as met."""

    low: Literal["not", "partly", "largely", "in_line", "not_assessed"]
    high: Literal["not", "partly", "largely", "in_line", "not_assessed"]


class Counted(Schema):
    """How many articles are at least largely in line, with everything unknown read as absent, and as met."""

    count_low: int
    count_high: int


class SubstantiveAnswer(Counted):
    """Substantive law, Articles 2 to 11."""

    low: SubstantiveStatus
    high: SubstantiveStatus


class PowersAnswer(Counted):
    """Procedural powers, Articles 16 to 21."""

    low: PowersStatus
    high: PowersStatus
    label: SafeguardsLabel | None = Field(
        description="Set where powers are, or may be, largely in place and the safeguards of Article 15 are not, or may "
        "not be: such a country is counted apart."
    )


class Minimum(Schema):
    """The status with another minimum of articles that are at least largely in line."""

    minimum: int
    low: str
    high: str


class SensitivityAnswer(Schema):
    """The minimum of the rule, and what one article less and one more would make of the country."""

    minimum: int
    one_less: Minimum
    one_more: Minimum


class Sensitivities(Schema):
    """What depends on the rule's minimum counts."""

    substantive: SensitivityAnswer
    powers: SensitivityAnswer


class AlignmentAnswer(Schema):
    """What follows from the ratings of one country."""

    rule: RuleAnswer
    articles: dict[str, ArticleAnswer] = Field(description="By the article's number; those that can be rated.")
    substantive: SubstantiveAnswer
    powers: PowersAnswer
    sensitivity: Sensitivities


@router.post(
    "/legislation/evaluate",
    response=AlignmentAnswer,
    summary="Try the rule for domestic law",
    openapi_extra=example("/legislation/evaluate") | sent(_RATINGS, _SHOWN),
)
def evaluate_ratings(request: HttpRequest, asked: Query[RatingsAsked]) -> AlignmentAnswer:
    """What follows for a country from ratings of its law: nothing of them is stored, and no record is looked at."""
    return AlignmentAnswer.model_validate(alignment_answer(alignment_of(request.body)))
