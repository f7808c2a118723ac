"""The chain holds, every change to it is found, and the database itself refuses to change what may not change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from capacita.audit import immutability
from capacita.audit.actions import blank_payloads, record_entry
from capacita.audit.models import Entry, Payload
from capacita.audit.queries import verification
from capacita.audit.rules import GENESIS, Break, Link, breaks, entry_digest, parsed_head, payload_digest
from capacita.evidence.models import Source, fact_models
from capacita.standards.models import TreatyAction
from tests.audit.tampered_rows import attested

NOBODY = "its payload was blanked, and nobody was erased"


def chain(length: int) -> list[Link]:
    links: list[Link] = []
    previous = GENESIS
    for seq in range(1, length + 1):
        link = Link(
            seq, f"2026-01-01T00:00:{seq:02d}.000000+00:00", "a", "did", "thing", str(seq), "0" * 64, previous, ""
        )
        previous = entry_digest(link)
        links.append(replace(link, digest=previous))
    return links


def test_a_whole_chain_has_no_breaks() -> None:
    links = chain(30)
    assert breaks(links, head=(30, links[-1].digest)) == []


def test_a_chain_rewritten_from_its_beginning_differs_from_the_published_head() -> None:
    links = chain(5)
    forged: list[Link] = []
    previous = GENESIS
    for link in links:
        new = replace(link, actor="forger", previous=previous, digest="")
        previous = entry_digest(new)
        forged.append(replace(new, digest=previous))
    assert breaks(forged) == []
    assert breaks(forged, head=(5, links[-1].digest))


@pytest.mark.django_db
def test_an_entry_is_written_last_in_its_action_s_transaction() -> None:
    count = Entry.objects.count()
    entry = record_entry(by="someone", verb="try", subject_kind="thing", subject_key="1", after={"a": 1})
    assert entry.seq == count + 1
    result = verification()
    assert result.holds
    assert (result.head_seq, result.head_digest) == (entry.seq, entry.digest)


@pytest.mark.django_db
def test_erasing_a_person_blanks_payloads_and_leaves_the_chain_whole() -> None:
    for kind, key in (("person", "p"), ("contact", "q")):
        record_entry(by="someone", verb="try", subject_kind=kind, subject_key=key, after={"name": "N"})
    record_entry(by="p", verb="accept_invitation", subject_kind="invitation", subject_key="i", after={"person": "p"})
    assert blank_payloads({"p", "q", "i"}) == 3
    record_entry(by="o", verb="erase_person", subject_kind="person", subject_key="p", after={"receipts": ["1", "2"]})
    with attested([("1", "p"), ("2", "q")]):
        result = verification()
    assert result.holds
    assert result.erased == 3


@pytest.mark.django_db
def test_what_an_erasure_tells_is_not_blanked_by_another() -> None:
    """Both records were one person's when the first was erased; not any more when the second is erased again."""
    record_entry(by="someone", verb="try", subject_kind="contact", subject_key="p", after={"name": "N"})
    record_entry(by="someone", verb="try", subject_kind="contact", subject_key="q", after={"name": "N"})
    blank_payloads({"p", "q"})
    record_entry(by="o", verb="erase_person", subject_kind="person", subject_key="p", after={"receipts": ["1", "2"]})
    assert blank_payloads({"p"}) == 0
    record_entry(by="o", verb="erase_person", subject_kind="person", subject_key="p", after={"receipts": ["3"]})
    with attested([("1", "p"), ("2", "q"), ("3", "p")]):
        assert verification().holds


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["person", "project"])
def test_an_erasure_that_was_made_up_excuses_nothing(kind: str) -> None:
    """What stands in the chain about a project is blanked, and an erasure of a person of its name appended."""
    project = record_entry(
        by="someone", verb="record_row", subject_kind="project", subject_key="GLACY+", after={"a": 1}
    )
    Payload.objects.filter(pk=project.pk).update(salt=None, body=None)
    forged = record_entry(
        by="o", verb="erase_person", subject_kind=kind, subject_key="GLACY+", after={"receipts": ["1"]}
    )
    head = forged.seq, forged.digest
    with attested([("1", "GLACY+")]):
        assert verification(head=head).breaks == (Break(project.seq, NOBODY),)
    assert verification(head=head).breaks == (
        Break(project.seq, NOBODY), Break(forged.seq, "it tells of an erasure that no tombstone attests")
    )  # fmt: skip


@pytest.mark.django_db
def test_a_payload_that_is_blank_though_nobody_was_erased_is_found() -> None:
    record_entry(by="o", verb="erase_person", subject_kind="person", subject_key="p", after={"receipts": ["1"]})
    later = record_entry(by="someone", verb="grant_role", subject_kind="person", subject_key="p", after={"role": "x"})
    thing = record_entry(by="someone", verb="record_row", subject_kind="thing", subject_key="1", after={"a": 1})
    # The triggers let it through: an erasure does no more.
    Payload.objects.filter(pk__in=(later.pk, thing.pk)).update(salt=None, body=None)
    with attested([("1", "p")]):
        assert verification().breaks == (Break(later.seq, NOBODY), Break(thing.seq, NOBODY))


def test_a_time_before_that_of_the_entry_before_it_is_a_break_and_so_is_none() -> None:
    links = chain(2)
    for at, reason in (
        ("2020-01-01T00:00:00.000000+00:00", "is dated before the entry before it"),
        ("2026-01-01T00:00:01.999999+00:00", "is dated before the entry before it"),
        ("2026-13-01T00:00:00.000000+00:00", "its time is none"),
        ("2027-01-01T00:00:00.000000+09:00", "its time is none"),
        ("yesterday", "its time is none"),
    ):
        link = Link(3, at, "a", "did", "thing", "1", "0" * 64, links[-1].digest, "")
        assert breaks([*links, replace(link, digest=entry_digest(link))]) == [Break(3, reason)]
    link = Link(3, links[-1].at, "a", "did", "thing", "1", "0" * 64, links[-1].digest, "")
    assert breaks([*links, replace(link, digest=entry_digest(link))]) == []


def test_a_head_is_a_number_a_colon_and_a_digest() -> None:
    digest = "0a" * 32
    assert parsed_head(f"12:{digest}") == (12, digest)
    for text in (
        "", "12", ":", f":{digest}", f"0:{digest}", f"012:{digest}", f"-1:{digest}", f"²:{digest}", f"12:{digest[1:]}",
        f"12:{digest}0", f"12:{digest}\n", f" 12:{digest}", f"12:{digest.upper()}", f"{'9' * 5000}:{digest}",
    ):  # fmt: skip
        assert parsed_head(text) is None, text


@pytest.mark.django_db
def test_a_changed_payload_is_found() -> None:
    entry = record_entry(by="someone", verb="try", subject_kind="thing", subject_key="1", after={"a": 1})
    payload = Payload.objects.get(pk=entry.pk)
    assert payload.salt is not None
    assert payload_digest(payload.salt, {"before": None, "after": {"a": 2}}) != entry.payload_digest


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        return True
    return False


@pytest.mark.django_db
def test_the_database_refuses_update_and_delete_of_entries_sources_and_facts() -> None:
    models: list[type[Model]] = [Entry, Source, *fact_models()]
    for model in models:
        table = model._meta.db_table
        if not model._default_manager.exists():
            continue
        column = "verb" if model is Entry else "title" if model is Source else "note"
        assert refused(f'UPDATE "{table}" SET "{column}" = \'x\''), table
        assert refused(f'DELETE FROM "{table}"'), table
        if connection.vendor == "postgresql":
            assert refused(f'TRUNCATE "{table}" CASCADE'), table


@pytest.mark.django_db
@pytest.mark.sqlite
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
def test_no_row_is_replaced_by_inserting_over_it(verb: str) -> None:
    """By its primary key, a unique column, or the key of a current fact: the old row would go without a trace."""
    entry, facts = Entry._meta.db_table, TreatyAction._meta.db_table
    row = TreatyAction.objects.recorded().order_by("pk")[0]
    others = 'key, digest, citation_id, note, recorded_at, instrument, iso2, act, ordinal, "on", not_later_than'
    before = list(Entry.objects.order_by("seq").values_list("seq", "digest"))
    assert refused(f"{verb} INTO {entry} SELECT seq, at, 'x', verb, subject_kind, subject_key, payload_digest, previous, "
                   f"digest FROM {entry} WHERE seq = 1")  # fmt: skip
    assert refused(f"{verb} INTO {entry} SELECT 999, at, actor, verb, subject_kind, subject_key, payload_digest, previous, "
                   f"digest FROM {entry} WHERE seq = 1")  # fmt: skip
    assert refused(f"{verb} INTO {facts} ({others}) SELECT {others} FROM {facts} WHERE id = {row.pk}")
    assert refused(f"{verb} INTO {facts} (id, {others}) SELECT id, {others} FROM {facts} WHERE id = {row.pk}")
    assert list(Entry.objects.order_by("seq").values_list("seq", "digest")) == before
    assert TreatyAction.objects.recorded().get(key=row.key) == row


@pytest.mark.django_db
@pytest.mark.sqlite
def test_a_current_fact_is_not_updated_over_another() -> None:
    first, second = TreatyAction.objects.recorded().order_by("pk")[:2]
    table = TreatyAction._meta.db_table
    assert refused(f"UPDATE OR REPLACE {table} SET id = {first.pk} WHERE id = {second.pk}")
    assert refused(f"UPDATE OR REPLACE {table} SET key = '{first.key}' WHERE id = {second.pk}")


@pytest.mark.django_db
def test_superseded_at_may_be_set_once() -> None:
    row = TreatyAction.objects.recorded().get(key="ets185/FR/signature/1")
    table = TreatyAction._meta.db_table
    assert not refused(f"UPDATE \"{table}\" SET superseded_at = '2030-01-01 00:00:00+00:00' WHERE id = {row.pk}")
    assert refused(f"UPDATE \"{table}\" SET superseded_at = '2031-01-01 00:00:00+00:00' WHERE id = {row.pk}")
    assert refused(f'UPDATE "{table}" SET superseded_at = NULL WHERE id = {row.pk}')


@pytest.mark.django_db
def test_every_table_of_facts_is_protected() -> None:
    assert immutability.unprotected() == []
    tables = {model._meta.db_table for model in fact_models()}
    assert tables <= immutability.expected()
    assert len(tables) >= 14


@pytest.mark.django_db
def test_a_missing_trigger_is_reported_and_made_again() -> None:
    table = Entry._meta.db_table
    with connection.cursor() as cursor:
        on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER "capacita_keep_{table}_update"{on}')
    assert immutability.unprotected() == [table]
    immutability.install()
    assert immutability.unprotected() == []


@pytest.mark.django_db
@pytest.mark.sqlite
def test_a_trigger_of_the_right_name_that_does_nothing_is_reported() -> None:
    table = Entry._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER capacita_keep_{table}_delete")
        cursor.execute(f"CREATE TRIGGER capacita_keep_{table}_delete BEFORE DELETE ON {table} BEGIN SELECT 1; END")
    assert immutability.unprotected() == [table]
    immutability.install()
    assert immutability.unprotected() == []


@pytest.mark.django_db
@pytest.mark.postgresql
@pytest.mark.parametrize(
    "tampering",
    [
        "DROP TRIGGER capacita_keep_audit_entry_delete ON audit_entry; "
        "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$; "
        "CREATE TRIGGER capacita_keep_audit_entry_delete BEFORE DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION nothing()",
        "DROP TRIGGER capacita_keep_audit_entry_update ON audit_entry; "
        "CREATE TRIGGER capacita_keep_audit_entry_update BEFORE UPDATE ON audit_entry "
        "FOR EACH ROW WHEN (NEW.seq IS DISTINCT FROM OLD.seq) EXECUTE FUNCTION capacita_keep_refuse()",
        "ALTER TABLE audit_entry DISABLE TRIGGER capacita_keep_audit_entry_truncate",
    ],
    ids=["another function", "another condition", "switched off"],
)
def test_a_trigger_of_the_right_name_is_reported_when_it_is_otherwise(tampering: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(tampering)
    assert immutability.unprotected() == ["audit_entry"]
    immutability.install()
    assert immutability.unprotected() == []


@pytest.mark.django_db
@pytest.mark.postgresql
def test_a_function_that_refuses_nothing_any_more_is_reported() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION capacita_keep_refuse() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RETURN COALESCE(NEW, OLD); END $$"
        )
    assert set(immutability.unprotected()) == immutability.expected()
    immutability.install()
    assert immutability.unprotected() == []
