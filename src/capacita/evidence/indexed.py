"""What search finds of sources: what each is called, who published it, and its address."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from capacita.evidence.models import Source, SourceDescription
from capacita.evidence.permissions import public_sources
from capacita.evidence.queries import rows_by_key, source_lines_of
from capacita.search.registry import Keys, Text, register_texts


def source_texts(keys: Keys) -> Iterator[Text]:
    for line in source_lines_of(rows_by_key(public_sources(Source.objects.all()), keys)):
        text = " · ".join(part for part in (line.publisher, line.address) if part and part != line.title)
        yield Text(line.key, line.title, text, f"/sources/{line.key}/", line.language)


def register() -> None:
    register_texts("sources", 90, lambda: _("Sources"), source_texts, [Source, SourceDescription])
