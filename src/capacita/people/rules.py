"""Who may do what on a day, worked out from grants alone. Whatever no grant allows is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from capacita.kernel.dates import months_later
from capacita.people.choices import ScopeKind, Verb

PUBLIC_VERBS = frozenset({Verb.READ_PUBLIC})
_MONTHS_UNTIL_REVIEW = 6


@dataclass(frozen=True)
class Scope:
    """What a grant is for, or what somebody asks about. `key` is blank for everything."""

    kind: ScopeKind
    key: str = ""

    def __post_init__(self) -> None:
        if (self.kind is ScopeKind.ALL) == bool(self.key):
            raise ValueError("everything has no key, and a project or country has one")

    def covers(self, other: Scope) -> bool:
        """True where this is everything, or is the very thing asked about."""
        return self.kind is ScopeKind.ALL or self == other


EVERYTHING = Scope(ScopeKind.ALL)


@dataclass(frozen=True)
class HeldGrant:
    """A grant that nobody has taken away. It holds from `from_on`; `until_on` is the first day outside."""

    role: str
    scope: Scope
    from_on: date
    until_on: date | None
    verbs: frozenset[Verb]
    needs_second_factor: bool = True

    def is_in_force(self, on: date) -> bool:
        return self.from_on <= on and (self.until_on is None or on < self.until_on)


@dataclass(frozen=True)
class Reached:
    """What somebody may reach by a verb: everything, or the keys of projects and countries."""

    everything: bool = False
    projects: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()

    def keys(self, kind: ScopeKind) -> frozenset[str]:
        return self.projects if kind is ScopeKind.PROJECT else self.countries


@dataclass(frozen=True)
class Standing:
    """Who asks, on which day, holding which grants. `key` names the actor in the audit chain; blank is the public."""

    key: str
    on: date
    grants: tuple[HeldGrant, ...] = ()
    has_second_factor: bool = False
    is_local: bool = False

    @property
    def is_public(self) -> bool:
        return not self.key

    @property
    def lacks_second_factor(self) -> bool:
        """True for somebody with a grant above viewer in force who asks without a second factor."""
        return not self.has_second_factor and any(
            each.needs_second_factor and each.is_in_force(self.on) for each in self.grants
        )

    @property
    def usable(self) -> tuple[HeldGrant, ...]:
        """The grants that count now: those above viewer only with a second factor."""
        return tuple(each for each in self.grants if self.has_second_factor or not each.needs_second_factor)

    def may(self, verb: Verb, scope: Scope = EVERYTHING) -> bool:
        return verb in PUBLIC_VERBS or may(self.usable, verb, scope, self.on)

    def reaches(self, verb: Verb) -> Reached:
        return reached(self.usable, verb, self.on)

    def reaches_as_staff(self, verb: Verb) -> Reached:
        """What `verb` reaches by grants other than those that speak for a country."""
        return reached((each for each in self.usable if Verb.STATE_COUNTRY not in each.verbs), verb, self.on)


def without_second_factor(standing: Standing) -> Standing:
    """The same, asking without a second factor: grants above viewer count for nothing."""
    return replace(standing, has_second_factor=False)


def holds(grants: Iterable[HeldGrant], role: str, scope: Scope, on: date) -> bool:
    """True where one of the grants gives exactly this role, for this scope or everything, on the day."""
    return any(each.role == role and each.scope.covers(scope) and each.is_in_force(on) for each in grants)


def may(grants: Iterable[HeldGrant], verb: Verb, scope: Scope, on: date) -> bool:
    """True where one of the grants allows the verb, for this scope or everything, on the day."""
    return any(verb in each.verbs and each.scope.covers(scope) and each.is_in_force(on) for each in grants)


def reached(grants: Iterable[HeldGrant], verb: Verb, on: date) -> Reached:
    """What the grants together let somebody reach by the verb on the day."""
    scopes = {each.scope for each in grants if verb in each.verbs and each.is_in_force(on)}
    return Reached(
        EVERYTHING in scopes,
        frozenset(each.key for each in scopes if each.kind is ScopeKind.PROJECT),
        frozenset(each.key for each in scopes if each.kind is ScopeKind.COUNTRY),
    )


def review_due_on(looked_at_on: date) -> date:
    """The day from which a grant wants looking at again: six months after it was given or last reviewed.

    A day that the month lacks becomes the month's last day (31 August gives 28 or 29 February).
    """
    return months_later(looked_at_on, _MONTHS_UNTIL_REVIEW)


def is_review_overdue(looked_at_on: date, on: date) -> bool:
    return on >= review_due_on(looked_at_on)
