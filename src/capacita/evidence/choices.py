"""How far somebody has verified what a citation says; which kinds of file are taken."""

from __future__ import annotations

from enum import StrEnum


class Sourcing(StrEnum):
    """Of the parts of a citation: none is verified, some are not, or each names its source."""

    UNVERIFIED = "unverified"
    PARTLY_UNVERIFIED = "partly_unverified"
    SOURCED = "sourced"


class FileKind(StrEnum):
    """The kinds of file that are taken, by media type. What is in none of them is refused."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    CSV = "text/csv"
    TEXT = "text/plain"


ENDINGS = {
    FileKind.PDF: (".pdf",),
    FileKind.PNG: (".png",),
    FileKind.JPEG: (".jpg", ".jpeg"),
    FileKind.WEBP: (".webp",),
    FileKind.DOCX: (".docx",),
    FileKind.XLSX: (".xlsx",),
    FileKind.PPTX: (".pptx",),
    FileKind.CSV: (".csv",),
    FileKind.TEXT: (".txt",),
}
