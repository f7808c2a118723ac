"""Nobody confirms a change to the law of a country in which he or she has an interest, by whichever door."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from capacita.evidence.recording import RowChange, cells_of, current_row
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.choices import InterestKind
from capacita.people.interest_actions import declare_interest, end_interest
from capacita.people.models import User
from capacita.review.actions.submitting import confirm_submission, keep_draft, return_submission, submit_draft
from capacita.review.choices import Outcome
from capacita.review.models import Submission
from capacita.review.permissions import may_decide
from tests.people import cast
from tests.review.test_submitting import hand_in

pytestmark = pytest.mark.django_db
LAW = "ro-cp-2009"


@pytest.fixture
def rita() -> User:
    return cast.person("rita@example.org", "reviewer")


def changed() -> Submission:
    by = cast.standing(cast.person("lea@example.org", "legal_assessor"))
    cells = {**cells_of("laws", current_row("laws", LAW)), "note": "Looked at again."}
    return submit_draft(keep_draft(RowChange("laws", cells, LAW), by=by), by=by)


@pytest.mark.parametrize("kind", InterestKind)
def test_who_serves_a_country_or_drafted_for_it_decides_on_no_change_to_its_law(rita: User, kind: InterestKind) -> None:
    by, submission = cast.standing(rita), changed()
    made = declare_interest(rita, kind=kind, country="RO", law="Cod penal", by=by)
    assert not may_decide(by, submission)
    with pytest.raises(RefusedError, match="serves"):
        confirm_submission(submission, by=by)
    with pytest.raises(RefusedError, match="serves"):
        return_submission(submission, remark="No.", by=by)
    end_interest(made, reason="Left the ministry.", by=cast.command())
    with pytest.raises(RefusedError, match="serves"):
        confirm_submission(submission, by=by)
    for outcome in (Outcome.CONFIRMED, Outcome.RETURNED):
        with pytest.raises(DatabaseError), transaction.atomic():
            Submission.objects.filter(pk=submission.pk).update(
                outcome=outcome, decided_by=rita.key, decided_at=now(), remark="", result_key=""
            )
    assert confirm_submission(submission, by=cast.standing(cast.person("rob@example.org", "reviewer"))) == LAW


def test_an_interest_that_ended_before_or_in_another_country_or_in_no_law_hinders_nothing(rita: User) -> None:
    by = cast.standing(rita)
    made = declare_interest(rita, kind=InterestKind.SERVICE, country="RO", law="", by=by)
    end_interest(made, reason="Left the ministry.", by=cast.command())
    declare_interest(rita, kind=InterestKind.SERVICE, country="GT", law="", by=by)
    assert confirm_submission(changed(), by=by) == LAW
    manager = cast.standing(cast.person("alice@example.org", "programme_manager"))
    assert confirm_submission(hand_in(manager), by=by).startswith("ets185/GT/accession/")
