"""The rule of what is in force: three-valued, half-open, never a guess; properties for any dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from capacita.kernel.dates import StatedDate
from capacita.legislation.choices import EventKind, Force, Reason
from capacita.legislation.rules.in_force import Happening, InForce, LawDates, ProvisionDates, in_force

D = date.fromisoformat
LATER = D("2100-12-31")
DAYS = st.dates(D("2001-01-01"), D("2030-12-31"))
MAYBE = st.none() | DAYS.map(lambda day: StatedDate(day.isoformat()))
ROUGH = st.none() | st.builds(lambda day, size: StatedDate(day.isoformat()[:size]), DAYS, st.sampled_from([4, 7, 10]))
EVENTS = st.lists(
    st.builds(
        Happening,
        st.uuids().map(str),
        st.sampled_from(sorted(EventKind)),
        ROUGH,
        st.none() | DAYS,
        st.none() | DAYS,
        st.booleans(),
    ),
    max_size=5,
)
LAWS = st.builds(LawDates, ROUGH, ROUGH, ROUGH, ROUGH, ROUGH)
PROVISIONS = st.builds(ProvisionDates, ROUGH, ROUGH, ROUGH)


def stated(text: str) -> StatedDate:
    return StatedDate(text)


def event(kind: EventKind, on: str | None, **more: Any) -> Happening:
    return replace(Happening("ev", kind, stated(on) if on else None), **more)


def asked(
    day: str,
    *events: Happening,
    law: LawDates | None = None,
    provision: ProvisionDates | None = None,
    known_on: date = LATER,
) -> InForce:
    plain = LawDates(adopted=stated("2003-01-01"), in_force_from=stated("2004-01-01"))
    return in_force(law or plain, provision or ProvisionDates(), events, on=D(day), known_on=known_on)


def test_a_day_of_commencement_is_inside_and_a_day_of_end_is_outside() -> None:
    assert asked("2003-12-31").reason is Reason.NOT_YET_COMMENCED
    assert asked("2004-01-01").force is Force.IN_FORCE
    ends = ProvisionDates(valid_to=stated("2010-05-01"))
    assert asked("2010-04-30", provision=ends).force is Force.IN_FORCE
    assert asked("2010-05-01", provision=ends).reason is Reason.ENDED


def test_a_date_stated_to_the_month_leaves_its_days_undetermined() -> None:
    law = LawDates(adopted=stated("2003-01-01"), in_force_from=stated("2004-03"))
    assert asked("2004-02-29", law=law).reason is Reason.NOT_YET_COMMENCED
    assert asked("2004-03-15", law=law).force is Force.UNDETERMINED
    assert asked("2004-03-31", law=law).force is Force.IN_FORCE


def test_a_bound_is_certain_from_its_day_and_undetermined_back_to_adoption() -> None:
    law = LawDates(adopted=stated("2003-01-01"), in_force_by=stated("2008-01-01"))
    assert asked("2002-12-31", law=law).reason is Reason.NOT_YET_ADOPTED
    assert asked("2005-01-01", law=law).reason is Reason.COMMENCEMENT_UNKNOWN
    assert asked("2008-01-01", law=law).force is Force.IN_FORCE
    # A bound that is stated later says nothing of what was known before it.
    assert asked("2005-01-01", law=law, known_on=D("2005-01-01")).force is Force.UNDETERMINED


def test_a_section_that_is_commenced_by_name_does_not_begin_with_its_law() -> None:
    named = event(EventKind.COMMENCEMENT, "2006-01-01", names_provision=True)
    assert asked("2005-01-01", named).reason is Reason.NOT_YET_COMMENCED
    assert asked("2006-01-01", named).force is Force.IN_FORCE
    unknown = event(EventKind.COMMENCEMENT, None, names_provision=True)
    assert asked("2020-01-01", unknown).reason is Reason.COMMENCEMENT_UNKNOWN


def test_a_suspension_ends_the_force_and_its_end_brings_it_back() -> None:
    start = event(EventKind.SUSPENSION_START, "2006-01-01", key="start")
    end = event(EventKind.SUSPENSION_END, "2007-01-01", key="end")
    assert asked("2006-06-01", start, end).reason is Reason.SUSPENDED
    assert asked("2007-01-01", start, end) == InForce(Force.IN_FORCE, Reason.RESUMED, stated("2007-01-01"), ("end",))
    assert asked("2006-06-01", start, replace(end, on=None)).reason is Reason.SUSPENSION_UNKNOWN


def test_an_end_of_unknown_day_reaches_back_to_the_law_that_brought_it_and_no_further() -> None:
    repeal = event(EventKind.REPEAL, None, not_before=D("2012-01-01"))
    assert asked("2011-12-31", repeal).force is Force.IN_FORCE
    assert asked("2012-01-01", repeal).reason is Reason.END_UNKNOWN


def test_what_was_stated_later_was_not_known_and_an_end_that_an_event_explains_is_known_with_it() -> None:
    ends = ProvisionDates(valid_to=stated("2010-05-01"))
    struck = event(EventKind.STRUCK_DOWN, "2010-05-01", stated_on=D("2011-01-01"))
    assert asked("2010-06-01", struck, provision=ends).reason is Reason.STRUCK_DOWN
    assert asked("2010-06-01", struck, provision=ends, known_on=D("2010-06-01")).force is Force.IN_FORCE


def test_a_certain_end_outweighs_an_unknown_beginning() -> None:
    law = LawDates(adopted=stated("2003-01-01"))
    repeal = event(EventKind.REPEAL, "2009-01-01")
    assert asked("2008-01-01", repeal, law=law).force is Force.UNDETERMINED
    assert asked("2009-01-01", repeal, law=law).reason is Reason.REPEALED


@given(MAYBE, MAYBE, MAYBE, DAYS)
def test_with_whole_days_and_no_events_it_is_the_half_open_period(
    adopted: StatedDate | None, start: StatedDate | None, end: StatedDate | None, on: date
) -> None:
    found = in_force(LawDates(adopted=adopted), ProvisionDates(start, end), (), on=on, known_on=LATER)
    if adopted is not None and on < adopted.first_day:
        assert found.reason is Reason.NOT_YET_ADOPTED
    elif end is not None and end.first_day <= on:
        assert found.force is Force.NOT_IN_FORCE
    elif start is None:
        assert found.force is Force.UNDETERMINED
    else:
        assert (found.force is Force.IN_FORCE) is (start.first_day <= on)


@given(LAWS, PROVISIONS, EVENTS, DAYS, DAYS)
def test_the_order_of_events_does_not_matter_and_every_answer_rests_on_known_events(
    law: LawDates, provision: ProvisionDates, events: list[Happening], on: date, known_on: date
) -> None:
    found = in_force(law, provision, events, on=on, known_on=known_on)
    again = in_force(law, provision, events[::-1], on=on, known_on=known_on)
    assert (again.force, again.reason) == (found.force, found.reason)
    known = {each.key for each in events if each.is_known(known_on)}
    assert set(found.rests_on) <= known | {provision.replaced_by}
    assert (found.force is Force.IN_FORCE) is (found.reason in (Reason.COMMENCED, Reason.RESUMED))


@given(LAWS, PROVISIONS, EVENTS, DAYS)
def test_an_amendment_or_an_assent_changes_nothing(
    law: LawDates, provision: ProvisionDates, events: list[Happening], on: date
) -> None:
    silent = (EventKind.AMENDMENT, EventKind.ASSENT, EventKind.PUBLICATION)
    telling = [each for each in events if each.kind not in silent]
    every = in_force(law, provision, events, on=on, known_on=LATER)
    assert every == in_force(law, provision, telling, on=on, known_on=LATER)


@given(LAWS, PROVISIONS, EVENTS, DAYS)
def test_a_rough_date_answers_as_every_day_in_it_would_or_is_undetermined(
    law: LawDates, provision: ProvisionDates, events: list[Happening], on: date
) -> None:
    """Narrowing the start to any day that it contains never turns a certain answer into the other one."""
    if provision.valid_from is None or any(each.kind is EventKind.COMMENCEMENT for each in events):
        return
    rough = in_force(law, provision, events, on=on, known_on=LATER)
    if rough.force is Force.UNDETERMINED:
        return
    for day in (provision.valid_from.first_day, provision.valid_from.last_day):
        exact = replace(provision, valid_from=StatedDate(day.isoformat()))
        assert in_force(law, exact, events, on=on, known_on=LATER).force is rough.force


@given(LAWS, PROVISIONS, EVENTS, DAYS)
def test_what_is_not_in_force_for_good_stays_so(
    law: LawDates, provision: ProvisionDates, events: list[Happening], on: date
) -> None:
    found = in_force(law, provision, events, on=on, known_on=LATER)
    if found.reason in (Reason.REPEALED, Reason.STRUCK_DOWN, Reason.ENDED):
        later = in_force(law, provision, events, on=on + timedelta(days=400), known_on=LATER)
        assert later.force is Force.NOT_IN_FORCE
