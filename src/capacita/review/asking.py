"""Letters about questions and mistakes: what is sent to people who have no account."""

from __future__ import annotations

from smtplib import SMTPException

from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from capacita.kernel.wording import day_in_words
from capacita.people.measures import REFUSED_LETTERS
from capacita.review.models import Mistake, Question
from capacita.search.queries import title_at


def send_question(question: Question, *, link: str, asker: str, office: str) -> bool:
    """Send the question's link in its language. False where the mail server refused: then it is handed on by hand.

    `asker` is who asks and `office` for which office, in that language; each blank where it is not known.
    """
    with translation.override(question.language):
        asked_by = ", ".join(each for each in (asker, office) if each)
        opening = _("%(asker)s asks you:") % {"asker": asked_by} if asked_by else _("You are asked:")
        text = _(
            "%(opening)s\n\n%(question)s\n\nPlease answer here, by %(day)s; you need no account, and the link works"
            " once:\n\n%(link)s\n"
        ) % {
            "opening": opening,
            "question": question.text,
            "day": day_in_words(question.expires_at.date(), question.language),
            "link": link,
        }
        return _sent(_("A question from Capacita"), text, question.sent_to)


def send_answer(mistake: Mistake, *, page: str) -> bool:
    """Tell the reader who reported a mistake what was found. False where no address was left, or the server refused.

    `page` is the whole address of the page that it is about; its title is looked up.
    """
    if not mistake.reply_to:
        return False
    title = title_at(mistake.about, language=mistake.language)
    with translation.override(mistake.language):
        text = _(
            "You wrote about %(about)s:\n\n%(text)s\n\nOur answer:\n\n%(answer)s\n\nYour address is now forgotten here.\n"
        ) % {"about": f"{title} ({page})" if title else page, "text": mistake.text, "answer": mistake.answer}
        return _sent(_("Your report to Capacita"), text, mistake.reply_to)


def _sent(subject: str, text: str, address: str) -> bool:
    try:
        send_mail(subject, text, None, [address])
    except (SMTPException, OSError):
        REFUSED_LETTERS.inc()
        return False
    return True
