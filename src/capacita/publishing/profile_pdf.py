"""A legal profile as a tagged PDF (PDF/UA-1): landscape A4, a table whose header repeats, each text in its language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from capacita.drawing import palette
from capacita.kernel.said import said
from capacita.publishing.document import compiled
from capacita.publishing.legal_profile import LawCell, LegalProfile, Passage, ProfileRow
from capacita.publishing.typesetting import quoted

PDF = "application/pdf"
_BREAKS_FROM = 1500  # characters of law


def profile_pdf(profile: LegalProfile) -> bytes:
    """The same bytes for the same profile. Refused where the fonts lack a letter of a law's text."""
    source = _preamble(profile) + _head(profile) + _table(profile) + _notes(profile)
    remedy = said("Take the profile as DOCX: it uses the fonts of whoever opens it.")
    return compiled({"main.typ": source.encode()}, remedy=remedy)


def _preamble(profile: LegalProfile) -> str:
    day = profile.on
    return f"""
#set document(title: {quoted(profile.heading)}, author: "Capacita",
  date: datetime(year: {day.year}, month: {day.month}, day: {day.day}))
#set page(paper: "a4", flipped: true, margin: (x: 1.8cm, top: 1.6cm, bottom: 1.6cm), footer: context [
  #set text(7.5pt, fill: rgb("{palette.INK_3}"))
  #text({quoted(f"{profile.heading} · {profile.lines[0]}")}) #h(1fr) #counter(page).display()])
#set text(font: ("Noto Sans", "Noto Sans Arabic", "Noto Sans Symbols 2", "Noto Sans Math"), size: 9pt,
  lang: {quoted(profile.language)}, dir: {profile.direction}, fill: rgb("{palette.INK}"))
#set par(leading: 0.6em, spacing: 0.75em)
#show heading: set text(size: 16pt)
"""


def _head(profile: LegalProfile) -> str:
    lines = "".join(f'#par(text(fill: rgb("{palette.INK_2}"), {quoted(line)}))\n' for line in profile.lines)
    return f"#heading(level: 1, {quoted(profile.heading)})\n{lines}"


def _table(profile: LegalProfile) -> str:
    header = ", ".join(f'[#text(weight: "bold", {quoted(text)})]' for text in profile.header)
    rows = ",\n".join(_row(row) for row in profile.rows)
    return (
        f"#table(columns: (1fr, 2fr), align: start + top, inset: 6pt, "
        f'stroke: (x, y) => (bottom: if y == 0 {{ 0.8pt + rgb("{palette.INK}") }} else {{ 0.5pt + rgb("{palette.LINE}") }}), '
        f"table.header({header}),\n{rows})\n"
    )


def _row(row: ProfileRow) -> str:
    """The two cells of an article; a row that has room on a page is not broken between two."""
    is_short = sum(len(law.words.text) for law in row.laws) < _BREAKS_FROM
    held = "table.cell(breakable: false)" if is_short else "table.cell()"
    return f"{held}[{_provision(row)}], {held}[{_laws(row)}]"


def _provision(row: ProfileRow) -> str:
    status = f"#par({_set(Passage(row.status))})" if row.status else ""
    return (
        f'#par(text(weight: "bold")[{"#" + _set(Passage(row.title))} #{_set(Passage(row.heading, "en"))}])'
        f"{status}#par({_set(Passage(row.summary, 'en'))})"
    )


def _laws(row: ProfileRow) -> str:
    if not row.laws:
        nothing = _("No provision recorded for this date.")
        return f'#text(fill: rgb("{palette.INK_3}"), {quoted(nothing)})'
    return "".join(_law(each) for each in row.laws)


def _law(law: LawCell) -> str:
    words = "".join(
        f"#par({_set(Passage(line, law.words.language))})" for line in law.words.text.splitlines() if line.strip()
    )
    quiet = f'7.5pt, fill: rgb("{palette.INK_3}")'
    return (
        f'#block(breakable: true, below: 9pt)[#par(text(weight: "bold")[#{_set(law.name)}]){words}'
        f"#par(text({quiet})[#{_set(Passage(law.standing))}])#par(text({quiet})[#{_set(Passage(law.source))}])]"
    )


def _set(passage: Passage) -> str:
    """A text in its language and direction; texts are strings and never markup."""
    text = quoted(" ".join(passage.text.split()))
    if not passage.language:
        return f"text({text})"
    direction = "rtl" if passage.is_rtl else "ltr"
    return f"text(lang: {quoted(passage.language[:3])}, dir: {direction}, {text})"


def _notes(profile: LegalProfile) -> str:
    return "".join(f'#par(text(7.5pt, fill: rgb("{palette.INK_3}"), {quoted(note)}))\n' for note in profile.notes)
