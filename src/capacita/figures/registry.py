"""The one registry of figures. Apps above register what they can compute; doors ask by id."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from capacita.evidence.words import current_language
from capacita.figures.small_cells import suppressed
from capacita.figures.values import Audience, FigureValue, Rule, Unit
from capacita.kernel.errors import InputError, Problem, UnknownKeyError
from capacita.kernel.identifiers import near
from capacita.kernel.moment import Moment
from capacita.kernel.once import once
from capacita.kernel.said import said

Parameters = Mapping[str, str]
Compute = Callable[[Sequence[Parameters], Moment], list[FigureValue]]


def _as_given(value: str, at: Moment) -> str:
    return value


class ParameterKind(StrEnum):
    """What a parameter names. A word is one of a fixed few; a dimension is that by which a figure is broken down."""

    INSTRUMENT = "instrument"
    COUNTRY = "country"
    PROJECT = "project"
    PERIOD = "period"
    DIMENSION = "dimension"
    WORD = "word"


@dataclass(frozen=True)
class Parameter:
    """A typed parameter of a figure: the values it may take at a moment, and the one taken when none is given.

    `choices` reads what the database held at the moment's recording time, so that a figure can be run again after a
    value has changed. `label` and `say` give its name and a value of it in the active language; a blank value is not
    worth saying.
    """

    name: str
    kind: ParameterKind
    default: str
    choices: Callable[[Moment], Sequence[str]]
    label: Callable[[], str]
    say: Callable[[str, Moment], str] = _as_given
    required: bool = False


@dataclass(frozen=True)
class Definition:
    """A figure that can be asked for. `question` and `sentence` are given in the active language.

    `compute` answers many sets of parameters at one moment, in as many queries as one of them needs.
    `counts_persons` has small cells hidden, whoever asks. Its one parameter, if it has one, divides the total among its
    values, and its default means the total.
    """

    id: str
    question: Callable[[], str]
    unit: str
    rule: Rule
    rule_text: Callable[[], str]
    sentence: Callable[[FigureValue], str]
    compute: Compute
    parameters: tuple[Parameter, ...] = ()
    audience: Audience = Audience.PUBLIC
    counts_persons: bool = False

    def __post_init__(self) -> None:
        if self.counts_persons and len(self.parameters) > 1:
            raise ValueError(f"{self.id} counts persons and may be divided by one parameter alone: two can be compared")
        if self.counts_persons and self.parameters and self.unit == Unit.SHARE:
            raise ValueError(f"{self.id} is a share of persons and may not be divided: its two numbers can be compared")


def parameters_in_words(value: FigureValue) -> list[tuple[str, str]]:
    """The parameters of a value as label and words, those not worth saying left out."""
    said = (
        (each.label(), each.say(value.parameters[each.name], value.at))
        for each in definition(value.id).parameters
        if each.name in value.parameters
    )
    return [(label, words) for label, words in said if words]


def figure_in_words(value: FigureValue) -> str:
    """The figure's id with its parameters: reach.parties (Instrument: Budapest Convention, ETS 185; …)."""
    said = "; ".join(f"{label}: {words}" for label, words in parameters_in_words(value))
    return f"{value.id} ({said})" if said else value.id


_definitions: dict[str, Definition] = {}


def register_figure(definition: Definition) -> None:
    """Make a figure known. Refuses a second definition of the same id."""
    if _definitions.setdefault(definition.id, definition) is not definition:
        raise ValueError(f"the figure {definition.id} is defined twice")


def definitions() -> tuple[Definition, ...]:
    return tuple(_definitions[key] for key in sorted(_definitions))


def definition(id: str) -> Definition:
    """The figure with this id. Refuses an unknown one, with a hint."""
    try:
        return _definitions[id]
    except KeyError:
        raise UnknownKeyError(said("figure"), id, near(id, _definitions)) from None


def figure(id: str, *, at: Moment, **parameters: str) -> FigureValue:
    """The value of one figure at a moment. Refuses unknown ids, parameters and values."""
    return _figure(id, tuple(sorted(parameters.items())), at, current_language())


@once
def _figure(id: str, parameters: tuple[tuple[str, str], ...], at: Moment, language: str) -> FigureValue:
    # Its names and reasons are worded in the language of whoever asks.
    found = definition(id)
    return _answered(found, [checked_parameters(found, dict(parameters), at=at)], at)[0]


def figure_series(id: str, *, at: Moment, parameters: Sequence[Parameters]) -> list[FigureValue]:
    """Many values of one figure at a moment, in the queries of one."""
    found = definition(id)
    return _answered(found, [checked_parameters(found, each, at=at) for each in parameters], at)


def _answered(found: Definition, asked: Sequence[Parameters], at: Moment) -> list[FigureValue]:
    """The values as they may be given to anybody: the only place where a figure is computed.

    What counts persons is computed with the total and all parts, whatever was asked, since small cells can only be
    hidden together.
    """
    if not found.counts_persons:
        return found.compute(asked, at)
    if not found.parameters:
        return [suppressed(each)[0] for each in found.compute(asked, at)]
    (divided,) = found.parameters
    parts = [each for each in divided.choices(at) if each != divided.default]
    family = [{divided.name: each} for each in (divided.default, *parts)]
    total, *computed = found.compute(family, at)
    shown_total, shown = suppressed(total, computed)
    by_part = {divided.default: shown_total, **dict(zip(parts, shown, strict=True))}
    return [by_part[each[divided.name]] for each in asked]


def checked_parameters(found: Definition, given: Parameters, *, at: Moment) -> Parameters:
    """All parameters of the figure with defaults filled in. Refuses what the figure did not know at the moment."""
    known = {parameter.name: parameter for parameter in found.parameters}
    for name in given:
        if name not in known:
            raise InputError(
                Problem(
                    said("%(id)s has no parameter “%(name)s”", id=found.id, name=name[:80]),
                    column=name[:80],
                    remedy=said("It takes: %(names)s.", names=", ".join(known) or said("none")),
                )
            )
    result = {}
    for name, parameter in known.items():
        # The figure itself says what is missing where nothing was recorded yet at the moment.
        value = given.get(name) or parameter.default
        allowed = parameter.choices(at)
        if value not in allowed and (allowed or not parameter.default):
            hint = near(value, allowed) or tuple(allowed[:8])
            remedy = (
                said("For example: %(values)s.", values=", ".join(hint))
                if hint
                else said("None was recorded at the moment asked about.")
            )
            message = (
                said("%(name)s “%(value)s” is not known", name=name, value=value)
                if value
                else said("%(name)s is needed", name=name)
            )
            raise InputError(Problem(message, column=name, remedy=remedy))
        result[name] = value
    return result
