"""A world in which everything that is not public holds a marker, and who may see which marker.

A marker is a word that stands nowhere else. Whoever is not named beside it must never be sent it, by no address at all.
A source that was kept has one in its copy alone: the rest everybody may see once a record cites it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.test import override_settings

from capacita.evidence.actions import ask_for_source, keep_file, keep_source
from capacita.evidence.erasing_actions import request_bytes_erasure
from capacita.evidence.models import KeptFile
from capacita.evidence.recording import RowChange, cells_of, current_row
from capacita.kernel.clock import now, today
from capacita.legislation.actions.rating import settle_rating
from capacita.legislation.models import RATINGS, CountryQuestions, RatingDraft
from capacita.legislation.rules.sheets import Sheet
from capacita.people.actions import invite_person
from capacita.people.address_actions import ask_for_address
from capacita.people.choices import InterestKind, LegalBasis
from capacita.people.interest_actions import declare_interest
from capacita.people.models import Grant, User
from capacita.people.personal.actions.contacts import Details, WrittenName, add_contact
from capacita.people.personal.actions.erasing import request_erasure
from capacita.people.personal.actions.registers import BreachTold, make_list, record_breach, record_request
from capacita.people.personal.choices import ContactKind, ErasureReason, RequestKind
from capacita.people.personal.models import Contact
from capacita.people.rules import EVERYTHING, Scope, Standing
from capacita.review.actions.submitting import confirm_submission, keep_draft, return_submission, submit_draft
from capacita.review.actions.writing_in import answer_question, ask_question, report_mistake
from capacita.review.choices import NoteKind, State
from capacita.review.models import Comparison, ComparisonNote, Review, Submission
from capacita.review.queries import answer_token
from tests.people import cast
from tests.people.personal import persons

BEFORE = "zqx"
_NOBODY: frozenset[str] = frozenset()
# Who reads of everything and does not rate: whoever rates is blind of what others have in work on the same law.
_NOT_RATING = frozenset(
    {
        "programme_manager_of_everything", "data_protection_officer", "viewer_of_everything", "reviewer_of_everything",
        "training_manager_of_everything",
    }
)  # fmt: skip
_EVERYWHERE = _NOT_RATING | {"legal_assessor_of_everything"}
_IN_PROJECT = _EVERYWHERE | {"viewer", "project_editor", "programme_manager", "reviewer", "training_manager"}
_READING_COUNTRY = frozenset({"viewer_of_a_country", "reviewer_of_a_country", "training_manager_of_a_country"})
_RATING = _EVERYWHERE | _READING_COUNTRY | {"legal_assessor"}
_IN_COUNTRY = _RATING | {"country_focal_point"}
_RECORDING = frozenset({"programme_manager_of_everything"})
_KEEPING_EVERYWHERE = frozenset(
    {"programme_manager_of_everything", "data_protection_officer", "training_manager_of_everything"}
)
_KEEPING = _KEEPING_EVERYWHERE | {"programme_manager", "training_manager"}
_OFFICER = frozenset({"data_protection_officer"})
_SEEING_PEOPLE = frozenset({"administrator", "data_protection_officer"})

# What is planted, and who may see it. The cast acts for CYBERSOUTH or for Morocco; GLACY+ is another project.
MAY_SEE: dict[str, frozenset[str]] = {
    "submission-project": _IN_PROJECT,
    "submission-other": _EVERYWHERE,
    "submission-country": _RATING,
    "returned-other": _EVERYWHERE,
    "remark-other": _EVERYWHERE,
    "draft": _NOBODY,
    "report": _RECORDING,
    "asked-address": _SEEING_PEOPLE,
    # The answer is sent there by the product itself: no page shows it.
    "report-address": _NOBODY,
    # A question and its answer are for whoever asked, who is not of the cast.
    "question": _NOBODY,
    "question-about": _NOBODY,
    # No page shows it either, to whoever asked neither.
    "question-address": _NOBODY,
    "answered": _NOBODY,
    "answer": _NOBODY,
    "answerer": _NOBODY,
    # Ratings of Morocco's law: the office's own, and those shared with Morocco.
    # Two sheets in work: whoever may still rate the same law is blind of them.
    "rating-internal": _NOT_RATING | _READING_COUNTRY,
    "rating-note": _RATING,
    "rating-talk": _NOT_RATING | _READING_COUNTRY,
    "rating-shared": _IN_COUNTRY,
    "asked-country": _IN_COUNTRY,
    "file-name-project": _IN_PROJECT,
    "file-text-project": _IN_PROJECT,
    "file-name-other": _EVERYWHERE,
    "file-text-other": _EVERYWHERE,
    # Given by an assessor: what the office keeps about a country is not for who speaks for it.
    "file-name-country": _RATING,
    "file-text-country": _RATING,
    "fetch": _NOBODY,
    # For whoever adds sources, and decides on what waits and cites it: the two submissions about projects.
    "copy": frozenset(
        {
            "project_editor",
            "programme_manager",
            "programme_manager_of_everything",
            "legal_assessor",
            "legal_assessor_of_everything",
            "reviewer",
            "reviewer_of_everything",
        }
    ),
    "invited": _SEEING_PEOPLE,
    # An editor of the other project: “Who can see this?” of that project names the editor.
    "editor-name": _SEEING_PEOPLE | {"programme_manager_of_everything"},
    "editor-mail": _SEEING_PEOPLE,
    # Somebody with a role for a third thing, whom nobody meets but those who see all accounts.
    "stranger-name": _SEEING_PEOPLE,
    "stranger-mail": _SEEING_PEOPLE,
    # Runs the programme: the author of what others see, and among those who can see each project.
    "lead-name": _SEEING_PEOPLE | _IN_PROJECT | _RATING,
    "lead-mail": _SEEING_PEOPLE,
    "law": _SEEING_PEOPLE,
    "contact-project": _KEEPING,
    "contact-mail-project": _KEEPING,
    "contact-other": _KEEPING_EVERYWHERE,
    "contact-mail-other": _KEEPING_EVERYWHERE,
    "contact-employer-other": _KEEPING_EVERYWHERE,
    "list-for": _OFFICER,
    "list-why": _OFFICER,
    "breach": _OFFICER,
}


def marker(name: str) -> str:
    """The word itself: letters and digits alone, so that no escaping changes it."""
    assert name in MAY_SEE, name
    return BEFORE + name.replace("-", "")


# What is handed in about projects cites this source, of which somebody kept this copy.
CITED, COPY = "https://example.org/terms", f"{marker('copy')} as published".encode()


@dataclass(frozen=True)
class Planted:
    """The keys of what was planted, by the beginning of the routes that name one of them."""

    keys: dict[str, tuple[str, ...]]
    lead: User


def plant() -> Planted:
    """Everything is there, each made by its own action, and nobody of the cast made any of it."""
    editor = _account("editor", "project_editor", cast.GLACY)
    stranger = _account("stranger", "viewer", Scope(cast.MOROCCO.kind, "UA"))
    lead_person = _account("lead", "programme_manager", EVERYTHING)
    lead, officer = cast.standing(lead_person), cast.standing(persons.officer())
    second = cast.standing(cast.person("second@example.org", "programme_manager"))
    ask_for_address(editor, address=f"{marker('asked-address')}@example.org", by=cast.command())
    invitation = invite_person(
        email=f"{marker('invited')}@example.org", role="viewer", scope=cast.GLACY, until_on=None, language="en",
        by=cast.command(),
    )  # fmt: skip
    drafted = declare_interest(
        editor, kind=InterestKind.DRAFTED, country="MA", law=marker("law"), by=cast.standing(editor)
    )
    with override_settings(CAPACITA_FETCH_HOSTS=["documents.example.org"]):
        fetch = ask_for_source(address=f"https://documents.example.org/{marker('fetch')}", by=lead)
    submissions, draft = _submissions(lead, second)
    copy = keep_source(address=CITED, content=COPY, by=lead)
    listed = _contact(lead, "project", "CYBERSOUTH")
    beyond = _contact(lead, "other", "GLACY+")
    made = make_list(
        keys=[listed.key, beyond.key], fields=["name"], recipient=marker("list-for"), purpose=marker("list-why"),
        basis=LegalBasis.CONTRACT, by=lead,
    )  # fmt: skip
    breach = record_breach(BreachTold(marker("breach"), now() - timedelta(1), "names"), by=officer)
    asked = record_request(editor.key, kind=RequestKind.ACCESS, received_on=today(), by=officer)
    erasure = request_erasure(stranger.key, reason=ErasureReason.ASKED, by=officer)
    files = _files(lead, cast.standing(cast.person("la@example.org", "legal_assessor", cast.MOROCCO)))
    sha256 = KeptFile.objects.get(key=files[0]).sha256
    bytes_erasure = request_bytes_erasure(sha256, reason=ErasureReason.WRONGLY_KEPT, by=officer)
    mistake = report_mistake(
        about="/", text=marker("report"), reply_to=f"{marker('report-address')}@example.org", language="en",
        by=Standing("", today()),
    )  # fmt: skip
    people = (editor.key, stranger.key, lead_person.key)
    return Planted(
        {
            "access/people/<": people,
            "access/invitations/": (invitation.key,),
            "access/grants/": (Grant.objects.get(person=editor).key,),
            "access/interests/": (drafted.key,),
            "access/projects/": ("CYBERSOUTH", "GLACY+"),
            "files/projects/": ("CYBERSOUTH", "GLACY+"),
            "files/countries/": ("MA", "UA"),
            "files/<": files,
            "sources/add/<": (fetch.key,),
            "sources/<str:key>/copies/": (copy.source.key,),
            "legislation/ratings/": _ratings(),
            "legislation/questions/": (_country_questions(),),
            "record/submissions/": submissions,
            "record/drafts/": (draft,),
            "reports/<": (mistake.key,),
            "questions/<": _questions(lead),
            "personal/contacts/<": (listed.key, beyond.key),
            "personal/lists/<": (made.disclosure.key,),
            "personal/held/": (*people, beyond.key),
            "personal/breaches/<": (breach.key,),
            "personal/requests/": (asked.key,),
            "personal/erasures/": (erasure.key,),
            "personal/bytes/<": (sha256,),
            "personal/byte-erasures/": (bytes_erasure.key,),
        },
        lead_person,
    )


def _account(who: str, role: str, scope: Scope) -> User:
    made = cast.person(f"{marker(f'{who}-mail')}@example.org", role, scope)
    User.objects.filter(pk=made.pk).update(name=marker(f"{who}-name"))
    made.refresh_from_db()
    return made


def _contact(by: Standing, where: str, project: str) -> Contact:
    employer = marker("contact-employer-other") if where == "other" else ""
    details = Details(
        ContactKind.PARTICIPANT, today(), email=f"{marker(f'contact-mail-{where}')}@example.org", employer=employer,
        project=project, never_list=False,
    )  # fmt: skip
    return add_contact(names=[WrittenName(marker(f"contact-{where}"))], details=details, notice_version=1, by=by)


def _files(lead: Standing, assessor: Standing) -> tuple[str, ...]:
    kept = []
    for where, scope, by in (
        ("project", cast.CYBERSOUTH, lead), ("other", cast.GLACY, lead), ("country", cast.MOROCCO, assessor),
    ):  # fmt: skip
        content, name = marker(f"file-text-{where}").encode(), f"{marker(f'file-name-{where}')}.txt"
        kept.append(keep_file(content=content, name=name, scope=scope, by=by).key)
    return tuple(kept)


def _submissions(by: Standing, second: Standing) -> tuple[tuple[str, ...], str]:
    """Four that wait or came back, and a draft. One more was confirmed: its history shows the remark to nobody."""
    name = cells_of("country_names", current_row("country_names", "MA/en/1"))

    def noted(code: str, what: str) -> RowChange:
        terms = {"known_from": "2026-11-01", "kind": "restatement", "source_url": CITED}
        return RowChange("project_terms", {**terms, "code": code, "note": marker(what)})

    def handed_in(change: RowChange) -> Submission:
        return submit_draft(keep_draft(change, by=by), by=by)

    returned = handed_in(noted("GLACY+", "returned-other"))
    return_submission(returned, remark=marker("remark-other"), by=second)
    country = RowChange("country_names", {**name, "note": marker("submission-country")}, "MA/en/1")
    waiting = [
        handed_in(noted("CYBERSOUTH", "submission-project")),
        handed_in(noted("GLACY+", "submission-other")),
        handed_in(country),
    ]
    public = {**cells_of("country_names", current_row("country_names", "UA/en/1")), "note": "looked at again"}
    confirmed = handed_in(RowChange("country_names", public, "UA/en/1"))
    confirm_submission(confirmed, remark=marker("remark-other"), by=second)
    draft = keep_draft(noted("CYBERSOUTH", "draft"), by=by)
    return tuple(each.key for each in (*waiting, returned)), draft.key


def _questions(by: Standing) -> tuple[str, ...]:
    asked = [
        ask_question(
            text=marker(what), about=marker("question-about"), sent_to=f"{marker('question-address')}@example.org",
            language="en", days=7, by=by,
        )
        for what in ("question", "answered")
    ]  # fmt: skip
    answer_question(asked[1], token=answer_token(asked[1]), answer=marker("answer"), name=marker("answerer"))
    return tuple(each.key for each in asked)


def _ratings() -> tuple[str, ...]:
    """A sheet that is the office's alone, on which two differ, and one that was shared with Morocco and approved."""
    at = now()
    one, other, shared = (
        Review.objects.create(
            kind=RATINGS, subject_key=Sheet("MA", f"ets185/art_{article}", date(2024, 3, 2)).key, country="MA",
            author=author, pair=f"{article}", begun_at=at, changed_at=at,
        )
        for article, author in ((2, "one"), (2, "other"), (3, "one"))
    )  # fmt: skip
    for review, article, code, words in (
        (one, 2, "NOT", "rating-internal"), (other, 2, "UNK", "rating-internal"), (shared, 3, "NOT", "rating-shared"),
    ):  # fmt: skip
        RatingDraft.objects.create(
            review=review, element_key=f"ets185/art_{article}/e1", code=code, text=marker(words),
            comment=marker("rating-note"), changed_at=at,
        )  # fmt: skip
        Review.objects.filter(pk=review.pk).update(state=State.SUBMITTED)
    comparison = Comparison.objects.create(first=one, second=other, opened_at=at)
    ComparisonNote.objects.create(
        comparison=comparison, at=at, by="one", kind=NoteKind.TALK, item="ets185/art_2/e1", text=marker("rating-talk")
    )
    for state, took in (
        (State.IN_REVIEW, {"reviewer": "a"}), (State.AGREED, {}), (State.COUNTRY_COMMENT, {"shared_at": at}),
        (State.APPROVED, {"approver": "b"}),
    ):  # fmt: skip
        Review.objects.filter(pk=shared.pk).update(state=state, **took)
    shared.refresh_from_db()
    settle_rating(shared, at)
    return one.key, shared.key


def _country_questions() -> str:
    asked = {"review": "none", "element": "ets185/art_2/e1", "article": "2", "question": marker("asked-country")}
    made = CountryQuestions.objects.create(
        iso2="MA", language="en", until=today(), lines=[asked], asked_by="one", asked_at=now()
    )
    return str(made.key)
