"""What a grant is for, in words, and what it can be given for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from capacita.audit.queries import Done, history
from capacita.countries.queries import in_order, names
from capacita.evidence.words import current_language
from capacita.kernel.clock import today
from capacita.kernel.dates import last_day_before
from capacita.kernel.moment import Moment
from capacita.kernel.wording import day_in_words
from capacita.people.choices import Allowed, InterestKind, ScopeKind
from capacita.people.models import COMMAND, DAILY, LOCAL, Interest, User
from capacita.people.personal.wording import verb_in_words
from capacita.people.queries import Access, WaysIn, barring, interests_of, names_of
from capacita.people.roles import ROLES
from capacita.people.rules import EVERYTHING, Scope
from capacita.portfolio.queries import project_alone, projects
from capacita.portfolio.queries import project_codes as codes
from capacita.search.rules import asked_words, folded, is_hit, words_of

_MOST_NEAR = 6


@dataclass(frozen=True)
class Choice:
    """One thing that a grant can be for, as a form offers it, and by what else somebody may name it."""

    value: str
    label: str
    names: tuple[str, ...] = ()


def scope_in_words(scope: Scope, language: str) -> str:
    """“Everything”, a project's code, or a country's name; a key that is no longer known stays as it is."""
    if scope.kind is ScopeKind.ALL:
        return _("everything")
    if scope.kind is ScopeKind.PROJECT:
        return _("project %(code)s") % {"code": scope.key}
    return country_in_words(scope.key, language)


def country_in_words(iso2: str, language: str) -> str:
    """The name of a country or area; a key that is no longer known stays as it is."""
    now = today()
    return names(language, at=Moment(now, now)).get(iso2, iso2)


def in_words(rows: Iterable[Access], language: str) -> list[tuple[Access, str]]:
    """Grants, each with what it is for."""
    return [(each, scope_in_words(each.grant.scope, language)) for each in rows]


# What is said after “see” or “see and change”.
_BESIDE = {
    Allowed.REVIEW: gettext_noop("and confirm, publish and withdraw what others made"),
    Allowed.STATE: gettext_noop("and comment for the country, add and withdraw its files"),
    Allowed.ERASE: gettext_noop("and erase what is held about persons"),
}


def allowed_in_words(allowed: tuple[Allowed, ...]) -> str:
    """All that a grant lets its holder do with what somebody asks about."""
    if Allowed.NOTHING in allowed:
        return _("give and take away access, and neither see nor change what is not published")
    sees = _("see and change") if Allowed.CHANGE in allowed else _("see")
    return ", ".join([sees, *(_(said) for kind, said in _BESIDE.items() if kind in allowed)])


def may_in_words(access: Iterable[Access], language: str, *, of: Scope | None = None) -> dict[int, str]:
    """What each of these grants lets its holder do, and what keeps the holder from judging law, by the grant's number.

    `of` is what was asked about; see `barring`.
    """
    rows, said = list(access), cache(allowed_in_words)
    bars = _bars_in_words(barring(rows, of=of), language)
    return {each.grant.pk: "; ".join([said(each.allows), *bars.get(each.grant.pk, ())]) for each in rows}


def _bars_in_words(barring: dict[int, list[Interest]], language: str) -> dict[int, dict[str, None]]:
    if not barring:
        return {}
    now = today()
    named = names(language, at=Moment(now, now))
    # Which interest it is stands on the person's own page, for whoever sees persons.
    barred = _("barred from rating and reviewing the law of %(country)s: declared an interest")
    return {
        grant: dict.fromkeys(barred % {"country": named.get(each.country, each.country)} for each in interests)
        for grant, interests in barring.items()
    }


def roles_in_words() -> list[tuple[str, str]]:
    """The roles that can be given, each with its sentence."""
    return [(role.in_words(), role.sentence_in_words()) for role in ROLES.values() if role.scopes]


@dataclass(frozen=True)
class DoneWords:
    """One line of a person's history: when, what, by whom, and the values before and after."""

    done: Done
    text: str
    by: str

    @property
    def details(self) -> list[str]:
        """What a reader of the history is told of the values: the role, what for, from when, until when."""
        said = {
            "role": _("role"), "scope": _("for"), "from_on": _("from"), "until_on": _("until"), "reason": _("reason"),
        }  # fmt: skip
        return [
            f"{said[name]}: {_value(name, before if after is None else after)}"
            for name, before, after in self.done.changed
            if name in said and (before or after)
        ]


def done_in_words(person: str, *, most: int) -> list[DoneWords]:
    """The last `most` things that were done to a person's account and access, the newest first."""
    found = history("person", person, most=most)
    named = actors_in_words({each.by for each in found})
    return [DoneWords(each, verb_in_words(each.verb), named[each.by]) for each in found]


def actors_in_words(keys: set[str]) -> dict[str, str]:
    """By whom something was done, by key: a name, or words for what is no person; blank for whoever has neither."""
    named = names_of(keys)
    return {key: named.get(key) or _actor(key) for key in keys}


def giver_in_words(access: Access) -> str:
    """Who gave it: a name, or words for what is no person."""
    return access.granted_by or _actor(access.grant.granted_by)


def _value(name: str, value: object) -> str:
    if name == "scope":
        return str(value).partition(":")[2] or _("everything")
    if name in ("from_on", "until_on"):
        on = date.fromisoformat(str(value))
        shown = last_day_before(on) if name == "until_on" else on
        return day_in_words(shown or on, current_language(), short=True)
    role = ROLES.get(str(value)) if name == "role" else None
    return role.in_words() if role else str(value)


def _actor(key: str) -> str:
    return {
        COMMAND: _("whoever runs the machine"),
        LOCAL: _("whoever was at the machine"),
        DAILY: _("the daily run"),
    }.get(key, "")


def interest_kind_in_words(kind: InterestKind) -> str:
    return {
        InterestKind.SERVICE: _("I serve this country"),
        InterestKind.DRAFTED: _("I helped to draft a law of this country"),
    }[kind]


def interests_in_words(person: User, language: str) -> list[tuple[Interest, str]]:
    """What a person has declared, in the third person: serves Morocco; helped to draft Act 05-20 of Morocco."""
    now = today()
    named = names(language, at=Moment(now, now))
    found = []
    for each in interests_of(person):
        country = named.get(each.country, each.country)
        words = (
            _("helped to draft “%(law)s” of %(country)s") % {"law": each.law, "country": country}
            if each.kind == InterestKind.DRAFTED
            else _("serves %(country)s") % {"country": country}
        )
        found.append((each, words))
    return found


def country_choices(language: str) -> list[tuple[str, str]]:
    """Countries and areas by name, as a form offers them."""
    now = today()
    named = in_order((name, iso2) for iso2, name in names(language, at=Moment(now, now)).items())
    return [(iso2, name) for name, iso2 in named]


def ways_in_words(ways: WaysIn) -> str:
    """By which ways somebody signs in, such as “password, passkey”."""
    named = [_("password") if ways.password else "", _("passkey") if ways.passkey else "", ways.provider]
    return ", ".join(each for each in named if each) or _("no way in")


def scope_of(text: str) -> Scope | None:
    """The scope that a form's value names, such as project:CYBERSOUTH; none where it names nothing that exists."""
    if text == ScopeKind.ALL:
        return EVERYTHING
    kind, _colon, key = text.partition(":")
    now = Moment(today(), today())
    if kind == ScopeKind.PROJECT and key in project_codes():
        return Scope(ScopeKind.PROJECT, key)
    if kind == ScopeKind.COUNTRY and key in names("en", at=now):
        return Scope(ScopeKind.COUNTRY, key)
    return None


def project_codes() -> list[str]:
    """The codes of all projects, in order."""
    return list(codes(at=Moment(today(), today())))


def project_titles() -> list[tuple[str, str]]:
    """Code and title of every project, by code; the title without the code that it may begin with, blank where that is all."""
    lines = sorted(projects(at=Moment(today(), today())), key=lambda line: line.code.casefold())
    return [(line.code, _beside(line.code, line.title)) for line in lines]


def project_labels() -> list[tuple[str, str]]:
    """Code, and code with title, of every project, by code, as a form offers them."""
    return [(code, _label(code, title)) for code, title in project_titles()]


def project_in_words(code: str) -> str:
    """Code with title of one project; a code that is no longer known stays as it is."""
    line = project_alone(code, at=Moment(today(), today())) if code else None
    return _label(line.code, _beside(line.code, line.title)) if line else code


def _label(code: str, title: str) -> str:
    return f"{code} · {title}" if title else code


def _beside(code: str, title: str) -> str:
    first, dash, rest = title.partition(" - ")
    if first.casefold() != code.casefold():
        return title
    return rest if dash else ""


def scope_choices(language: str) -> list[Choice]:
    """Everything, then projects by code with their titles, then countries and areas by name."""
    return [
        Choice(ScopeKind.ALL.value, _("everything")),
        *(
            Choice(f"project:{code}", label, (code, label.removeprefix(f"{code} · ")))
            for code, label in project_labels()
        ),
        *(Choice(f"country:{iso2}", name, (name,)) for iso2, name in country_choices(language)),
    ]


def chosen(typed: str, choices: list[Choice]) -> tuple[Choice | None, list[Choice]]:
    """What somebody typed means, and where it means none or several, what it may mean.

    Meant is what it names whole: a value, a label, a code, a title or a name; capitals and accents make no difference.
    """
    wanted = folded(typed)
    for each in choices:
        if typed in (each.value, each.label):
            return each, []
    whole = [each for each in choices if wanted and wanted in map(folded, (each.label, *each.names))]
    # The sign at the end of a code, which folding leaves out, tells one project from another.
    exact = [each for each in whole if typed.casefold() in (name.casefold() for name in each.names)]
    if len(exact or whole) == 1:
        return (exact or whole)[0], []
    asked = asked_words(typed)
    near = [each for each in choices if asked and all(_has(each, word) for word in asked)]
    return None, whole or near


def which_one(near: list[Choice]) -> str:
    """The question to somebody who typed what several are called."""
    named, more = "; ".join(each.label for each in near[:_MOST_NEAR]), len(near) - _MOST_NEAR
    if more <= 0:
        return _("Which one do you mean: %(named)s?") % {"named": named}
    return ngettext(
        "Which one do you mean: %(named)s, or %(n)s more that has these words?",
        "Which one do you mean: %(named)s, or one of %(n)s more that have these words?",
        more,
    ) % {"named": named, "n": more}


def _has(choice: Choice, word: str) -> bool:
    return any(is_hit(each.forms, (word,)) for each in words_of(choice.label))
