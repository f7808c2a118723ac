"""Briefs: the same sections as deck, document and page. The same facts, dates and language give the same bytes."""
