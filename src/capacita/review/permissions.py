"""Who may hand in and who may confirm. An author never confirms: no role changes that, nor does the database."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from capacita.evidence.recording import RowChange, form_of, recordable, scope_of, scope_of_current
from capacita.kernel.errors import RefusedError
from capacita.kernel.said import said
from capacita.people.choices import ScopeKind, Verb
from capacita.people.inbox import does_wait_for, left_to
from capacita.people.models import User
from capacita.people.permissions import within_scopes
from capacita.people.queries import binding_interests, has_interest_in, standing_by_grants
from capacita.people.rules import EVERYTHING, Reached, Scope, Standing, may
from capacita.review.choices import Outcome, State
from capacita.review.models import TO_DECIDE, TO_REVISE, TO_REWORK, Comparison, Review, Submission
from capacita.review.reviewed import reviewed, verbs_of_reviewed

# Work about drafts that only their authors see, until they are left.
LEFT_DRAFTS = (TO_REWORK, TO_DECIDE)


def may_submit(user: Standing, change: RowChange) -> bool:
    return not user.is_public and user.may(form_of(change.catalogue).verb, scope_of(change))


def may_record(user: Standing, catalogue: str) -> bool:
    """Whether there is anything at all of which `user` may record a row of the catalogue."""
    form = form_of(catalogue)
    reached = user.reaches(form.verb)
    return reached.everything or (form.kind is not ScopeKind.ALL and bool(reached.keys(form.kind)))


def may_record_of(user: Standing, catalogue: str, scope: Scope) -> bool:
    """Whether `user` may record a row of the catalogue that concerns this project or country."""
    return not user.is_public and user.may(form_of(catalogue).verb, scope)


def may_record_some(user: Standing) -> bool:
    return not user.is_public and any(may_record(user, each) for each in recordable())


def may_decide(user: Standing, submission: Submission) -> bool:
    """Whoever may review there, is not its author, and has no interest in the law that it changes."""
    may = submission.author != user.key and user.may(Verb.REVIEW, submission.scope)
    return may and not _has_interest(user, submission)


def _has_interest(user: Standing, submission: Submission) -> bool:
    """Of a change to law alone: an interest in its country, or in any where it concerns more than one."""
    if not is_of_law(submission.catalogue):
        return False
    bound = binding_interests(user.key, since=submission.submitted_at)
    if submission.scope.kind is ScopeKind.COUNTRY:
        bound = bound.filter(country=submission.scope.key)
    return bound.exists()


def is_of_law(catalogue: str) -> bool:
    """Whether rows of the catalogue say what law is: whoever rates it records them."""
    return form_of(catalogue).verb is Verb.ASSESS_LAW


def may_take_back(user: Standing, submission: Submission) -> bool:
    """Its author, as long as he or she may record such a row."""
    is_own = not user.is_public and submission.author == user.key
    return is_own and user.may(form_of(submission.catalogue).verb, submission.scope)


def is_author_still_allowed(submission: Submission, *, on: date) -> bool:
    """Whether its author may still record such a row: somebody with an account and a grant for it in force."""
    author = User.objects.filter(key=submission.author).first()
    grants = standing_by_grants(author, on=on).grants if author else ()
    return may(grants, form_of(submission.catalogue).verb, submission.scope, on)


def may_revise(user: Standing, submission: Submission) -> bool:
    """Its author, when it came back; once the author may record such a row no longer, whoever it is left to."""
    if user.is_public or submission.outcome != Outcome.RETURNED:
        return False
    is_own = submission.author == user.key
    may = user.may(form_of(submission.catalogue).verb, submission.scope)
    return may and (is_own or does_wait_for(user, TO_REVISE, submission.key))


def may_clear(user: Standing, review: Review) -> bool:
    """Whether `user` may withdraw a draft that its author may go on with no longer."""
    is_left = review.state == State.DRAFT and review.author != user.key
    return is_left and any(does_wait_for(user, kind, review.key) for kind in LEFT_DRAFTS)


def may_author(user: Standing, review: Review) -> bool:
    """Whether `user` may make this work: allowed for the country, and not serving it. Begun, it is its author's alone."""
    is_own = review.author == user.key
    return (
        is_own and not user.is_public and user.may(reviewed(review.kind).verb, review.scope) and _is_free(user, review)
    )


def may_review(user: Standing, review: Review) -> bool:
    """Whether `user` may look at it, agree, approve or publish: never who made it, never who serves the country."""
    return user.may(Verb.REVIEW, review.scope) and _is_free(user, review) and user.key not in makers_of(review)


def makers_of(review: Review) -> frozenset[str]:
    """Its author, and those whose ratings are settled in it: who made the same apart, and who decides between the two."""
    if not review.pair:
        return frozenset({review.author})
    rows = Comparison.objects.filter(Q(first=review) | Q(second=review))
    rows = rows.exclude(Q(first__state=State.WITHDRAWN) | Q(second__state=State.WITHDRAWN))
    others = rows.values_list("first__author", "second__author", "third")
    return frozenset({review.author, *(person for row in others for person in row if person)})


def may_comment(user: Standing, review: Review) -> bool:
    """Whether `user` may say what the country says: its focal point, or staff with the country's letter."""
    return user.may(Verb.STATE_COUNTRY, review.scope) or may_review(user, review)


def may_answer(user: Standing, review: Review) -> bool:
    """Whether `user` may say what the country answers: as with a comment, and its author with the file that came."""
    return may_comment(user, review) or may_author(user, review)


def _is_free(user: Standing, review: Review) -> bool:
    return not has_interest_in(user.key, review.country, since=review.begun_at)


def reviews_visible_to(rows: QuerySet[Review], user: Standing) -> QuerySet[Review]:
    """One's own, what one may read unpublished as staff, and what was shared with the country for which one speaks.

    One's own as long as one may still make such work there, or read it. Drafts of others never, and of a pair nothing
    before one's own is in. Whoever may make such work and does not review it sees what another made only once that is
    agreed: whoever begins next is as blind as whoever began first.
    """
    if user.is_public:
        return rows.none()
    mine = Review.objects.filter(author=user.key, state=State.DRAFT).exclude(pair="").values("pair")
    reach = user.reaches_as_staff(Verb.READ_INTERNAL)
    told = Q(country__in=user.reaches(Verb.STATE_COUNTRY).countries, shared_at__isnull=False)
    read = Q() if reach.everything else Q(country__in=reach.countries) | told
    makes = [Q(kind=kind) & _within(user.reaches(verb)) for kind, verb in verbs_of_reviewed().items()]
    own = Q(author=user.key) & reduce(or_, makes, _within(reach))
    left = Q(state=State.DRAFT, key__in=left_to(user, *LEFT_DRAFTS)) & ~Q(pair__in=mine)
    return rows.filter(own | left | (read & ~Q(state=State.DRAFT) & ~Q(pair__in=mine) & ~_to_be_made_apart(user)))


def _to_be_made_apart(user: Standing) -> Q:
    """Work of others that `user` may still make blind of it: not agreed, and neither made nor to be reviewed by `user`."""
    made = Review.objects.filter(author=user.key).exclude(state__in=(State.DRAFT, State.WITHDRAWN))
    is_blind = Q(state__in=(State.SUBMITTED, State.IN_REVIEW)) & ~Q(pair="")
    makes, reviews = (_within(user.reaches_as_staff(verb)) for verb in (Verb.ASSESS_LAW, Verb.REVIEW))
    return is_blind & makes & ~reviews & ~Q(pair__in=made.exclude(pair="").values("pair"))


def _within(reach: Reached) -> Q:
    """Work of the countries that are reached."""
    return Q(pk__isnull=False) if reach.everything else Q(country__in=reach.countries)


def is_staff_for(user: Standing, country: str) -> bool:
    """Whether `user` reads what is not published of the country as one of the office, not as the country's own voice."""
    reach = user.reaches_as_staff(Verb.READ_INTERNAL)
    return reach.everything or country in reach.countries


def may_talk(user: Standing, comparison: Comparison) -> bool:
    """Whether `user` may say something of an item on which two differ: one of the two, or who may review them."""
    return any(may_author(user, each) or may_review(user, each) for each in (comparison.first, comparison.second))


def may_ask_third(user: Standing, comparison: Comparison) -> bool:
    """Whether `user` may have a third decide: whoever may review both, so neither of the two."""
    return may_review(user, comparison.first) and may_review(user, comparison.second)


def require_author(user: Standing, review: Review) -> None:
    _require_free(user, review)
    if not may_author(user, review):
        raise RefusedError(said("You may not do this: ask for a role that may, for this country."))


def require_reviewer(user: Standing, review: Review) -> None:
    if user.key in makers_of(review):
        raise RefusedError(said("Whoever made this does not review it: another person does."))
    _require_free(user, review)
    if not may_review(user, review):
        raise RefusedError(said("You may not do this: ask for a role that may, for this country."))


def require_answer(user: Standing, review: Review) -> None:
    if not may_answer(user, review):
        raise RefusedError(said("You may not do this: ask for a role that may, for this country."))


def require_country(user: Standing, review: Review, source_key: str) -> None:
    if not may_comment(user, review):
        raise RefusedError(said("You may not do this: ask for a role that may, for this country."))
    if not source_key and not user.may(Verb.STATE_COUNTRY, review.scope):
        raise RefusedError(said("A comment is recorded on the country's behalf with its letter as source."))


def require_talk(user: Standing, comparison: Comparison) -> None:
    _require_free(user, comparison.first)
    if not may_talk(user, comparison):
        raise RefusedError(said("Only the two who rated this, and whoever reviews them, have part in this."))


def require_ask_third(user: Standing, comparison: Comparison) -> None:
    _require_free(user, comparison.first)
    if not may_ask_third(user, comparison):
        raise RefusedError(said("A third assessor is asked by whoever may review both, never by one of the two."))


def _require_free(user: Standing, review: Review) -> None:
    if not _is_free(user, review):
        raise RefusedError(said("Nobody has part in the review of the country that he or she serves."))


def visible_to(rows: QuerySet[Submission], user: Standing) -> QuerySet[Submission]:
    """One's own, and those for what one may read as staff what is not published: never as a country's voice (decision 0026).

    One's own as long as one may still record such a row there.
    """
    if user.is_public:
        return rows.none()
    by_verb: dict[Verb, list[str]] = defaultdict(list)
    for catalogue in recordable():
        by_verb[form_of(catalogue).verb].append(catalogue)
    records = [Q(catalogue__in=those) & within_scopes(user.reaches(verb)) for verb, those in by_verb.items()]
    seen = within_scopes(user.reaches_as_staff(Verb.READ_INTERNAL))
    return rows.filter(seen | (Q(author=user.key) & reduce(or_, records)))


def may_see_history(user: Standing, catalogue: str, key: str) -> bool:
    """Whether `user` may read, as staff, who made a record what it is: what is not published of what it concerns.

    Of a row that ended that is what its last submission concerned.
    """
    if user.is_public:
        return False
    reach = user.reaches_as_staff(Verb.READ_INTERNAL)
    if reach.everything or not (reach.projects or reach.countries):
        return reach.everything
    scope = scope_of_current(catalogue, key) or _last_scope(catalogue, key)
    return scope.kind is not ScopeKind.ALL and scope.key in reach.keys(scope.kind)


def _last_scope(catalogue: str, key: str) -> Scope:
    rows = Submission.objects.filter(catalogue=catalogue, result_key=key, outcome=Outcome.CONFIRMED)
    last = rows.order_by("-decided_at", "-pk").first()
    return EVERYTHING if last is None else last.scope


def require_submit(user: Standing, change: RowChange) -> None:
    if not may_submit(user, change):
        raise RefusedError(said("You may not record this: ask for a role that may, for what it concerns."))


def require_decide(user: Standing, submission: Submission) -> None:
    if submission.author == user.key:
        raise RefusedError(said("Whoever submitted something does not confirm it: another person does."))
    if _has_interest(user, submission):
        raise RefusedError(
            said("Nobody confirms a change to the law of a country that he or she serves or helped to draft for.")
        )
    if not may_decide(user, submission):
        raise RefusedError(said("You may not confirm this: ask for a role that may, for what it concerns."))


def require_revise(user: Standing, submission: Submission) -> None:
    if not may_revise(user, submission):
        raise RefusedError(said("What was returned is mended by its author, as long as he or she may record it."))


def require_take_back(user: Standing, submission: Submission) -> None:
    if submission.author != user.key:
        raise RefusedError(said("A submission is taken back by its author alone."))
    if not may_take_back(user, submission):
        raise RefusedError(said("You may not record this: ask for a role that may, for what it concerns."))
