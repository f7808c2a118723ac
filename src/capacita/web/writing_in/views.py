"""“Waiting for you”, mistakes that readers report, and questions answered by a link without an account."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from capacita.audit.actions import record_look
from capacita.audit.choices import Look
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.choices import Verb
from capacita.people.inbox import does_wait_for, waiting_for
from capacita.people.models import NOBODY
from capacita.people.queries import names_of
from capacita.portfolio.queries import office
from capacita.review.actions.writing_in import (
    FORGET_READER_AFTER,
    answer_mistake,
    answer_question,
    ask_question,
    forget_reader,
    mark_answer_read,
    report_mistake,
    withdraw_question,
)
from capacita.review.asking import send_answer, send_question
from capacita.review.models import ANSWER, Mistake, Question
from capacita.review.queries import (
    answer_token,
    is_link_of,
    is_question_open,
    mistakes,
    question_by_key,
    questions_of,
)
from capacita.web.asking import language_of, whole_address
from capacita.web.pages import kept_private, page
from capacita.web.refusals import too_many
from capacita.web.standing import needs, standing_of, today_of
from capacita.web.writing_in.concerning import keepers_of
from capacita.web.writing_in.forms import AnswerForm, LinkAnswerForm, QuestionForm, ReportForm, own_address

_FORM = ["GET", "HEAD", "POST"]
_MOST = 200
_MOST_WAITING = 50


@kept_private
@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for whoever asks, the most urgent first."""
    # One more than is listed tells whether there is more.
    waiting = waiting_for(standing_of(request), most=_MOST_WAITING + 1)
    context = {"waiting": waiting[:_MOST_WAITING], "more": len(waiting) > _MOST_WAITING}
    return page(request, "writing_in/inbox.html", context)


@kept_private
@require_http_methods(_FORM)
def report(request: HttpRequest) -> HttpResponse:
    """Anybody says what is wrong on a page; it waits for whoever keeps what the page shows."""
    if request.method == "POST" and not ratelimit.consume(request, app="allauth.account", action="report_mistake"):
        return too_many(request)
    about = own_address(request.GET.get("about", "/")[:500])
    form = ReportForm(request.POST if request.method == "POST" else None, initial={"about": about})
    if form.is_bound and form.is_valid():
        wanted = keepers_of(form.cleaned_data["about"], at=today_of(request))
        report_mistake(**form.cleaned_data, language=language_of(request), wanted=wanted, by=standing_of(request))
        return page(request, "writing_in/reported.html", {"about": form.cleaned_data["about"]})
    context = {"form": form, "about": about}
    return page(request, "writing_in/report.html", context, status=400 if form.is_bound else 200)


@kept_private
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """The mistakes that readers reported: all for whoever records facts, for others those that wait for them."""
    user = standing_of(request)
    found = list(mistakes(user)[:_MOST])
    if not found and not user.may(Verb.RECORD_FACTS):
        raise Http404
    context = {
        "open": [each for each in found if not each.answered_at],
        "closed": [each for each in found if each.answered_at],
    }
    return page(request, "writing_in/reports.html", context)


@kept_private
@require_http_methods(_FORM)
def mistake(request: HttpRequest, key: str) -> HttpResponse:
    """One report, and the answer that closes it; the letter goes out, again where the mail server refused it."""
    found = get_object_or_404(mistakes(standing_of(request)), key=key)
    if request.method == "POST" and "again" in request.POST:
        return _answer_sent(request, found)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        answer_mistake(found, answer=form.cleaned_data["answer"], by=standing_of(request))
        return _answer_sent(request, found)
    context = {
        "mistake": found,
        "form": form,
        "by": names_of({found.answered_by}).get(found.answered_by, ""),
        "mail": request.GET.get("mail", ""),
        "kept_until": found.reported_at + FORGET_READER_AFTER,
    }
    return page(request, "writing_in/mistake.html", context, status=400 if form.is_bound else 200)


def _answer_sent(request: HttpRequest, found: Mistake) -> HttpResponse:
    """The answer goes to the reader who wants it, whose address is forgotten; of one that is refused it is kept."""
    address = reverse("web:mistake", args=[found.key])
    if not (found.answered_at and found.reply_to):
        return HttpResponseRedirect(address)
    is_sent = send_answer(found, page=whole_address(request, found.about))
    if is_sent:
        forget_reader(found)
    return HttpResponseRedirect(f"{address}?mail={'sent' if is_sent else 'refused'}")


@kept_private
@needs(Verb.RECORD_FACTS)
@require_http_methods(_FORM)
def questions(request: HttpRequest) -> HttpResponse:
    """The questions that one asked by link, and the form for another."""
    user, language = standing_of(request), language_of(request)
    initial = {
        "language": language if language in settings.LANGUAGES_OFFERED else "en",
        "about": request.GET.get("about", ""),
    }
    form = QuestionForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        made = ask_question(**form.cleaned_data, by=user)
        is_sent = send_question(
            made, link=_link(request, made), asker=names_of({user.key}).get(user.key, ""), office=_office(made.language)
        )
        address = reverse("web:question", args=[made.key])
        return HttpResponseRedirect(f"{address}?mail={'sent' if is_sent else 'refused'}")
    at = now()
    asked = [(each, is_question_open(each, at=at)) for each in questions_of(user)[:_MOST]]
    return page(
        request, "writing_in/questions.html", {"form": form, "asked": asked}, status=400 if form.is_bound else 200
    )


@kept_private
@needs(Verb.RECORD_FACTS)
@require_GET
def question(request: HttpRequest, key: str) -> HttpResponse:
    """One question with its link while it is open, and its answer."""
    found = _question(request, key)
    context = {
        "question": found,
        "link": _link(request, found) if is_question_open(found, at=now()) else "",
        "mail": request.GET.get("mail", ""),
        "waits": does_wait_for(standing_of(request), ANSWER, key),
    }
    return page(request, "writing_in/question.html", context)


@kept_private
@needs(Verb.RECORD_FACTS)
@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    withdraw_question(_question(request, key), by=standing_of(request))
    return HttpResponseRedirect(reverse("web:questions"))


@kept_private
@needs(Verb.RECORD_FACTS)
@require_POST
def read(request: HttpRequest, key: str) -> HttpResponse:
    mark_answer_read(_question(request, key), by=standing_of(request))
    return HttpResponseRedirect(reverse("web:inbox"))


@kept_private
@require_http_methods(_FORM)
def answer(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """The page behind a question's link: it needs no account, works once and expires; each look is on the chain."""
    found = question_by_key(key)
    if found is None or not is_link_of(found, token) or not is_question_open(found, at=now()):
        return page(request, "writing_in/over.html", {}, status=404)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(found.language)
    form = LinkAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            answer_question(found, token=token, **form.cleaned_data)
        except RefusedError as refusal:
            return page(request, "writing_in/over.html", {"reason": str(refusal)}, status=404)
        return page(request, "writing_in/answered.html", {})
    # A form that comes back shows the question as well.
    if request.method != "HEAD":
        record_look(by=NOBODY, verb=Look.VIEW_BY_LINK, subject_kind="question", subject_key=found.key)
    context = {"question": found, "form": form}
    return page(request, "writing_in/answer.html", context, status=400 if form.is_bound else 200)


def _link(request: HttpRequest, found: Question) -> str:
    return whole_address(request, reverse("web:answer", args=[found.key, answer_token(found)]))


def _office(language: str) -> str:
    """The office that asks, by its name in the language; blank where none is recorded."""
    found = office()
    return str(getattr(found, f"name_{language}", "") or found.name_en) if found else ""


def _question(request: HttpRequest, key: str) -> Question:
    return get_object_or_404(questions_of(standing_of(request)), key=key)
