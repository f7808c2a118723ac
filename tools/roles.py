"""docs/reference/roles.md, written from the roles' own classes: `python -m tools.roles`. A test finds it out of date."""

from __future__ import annotations

from collections.abc import Iterator

from capacita.people.choices import MEANING, ScopeKind
from capacita.people.roles import ROLES, Role
from tools.steps import ROOT

DOCUMENT = ROOT / "docs" / "reference" / "roles.md"
_HEAD = """\
# Roles

Written from the classes in `src/capacita/people/roles.py` by `python -m tools.roles`.

A role allows its verbs and nothing more; no role includes another. It is given to a person for everything, for one
project, or for one country or area, from a day and (if it is to end) until the end of its last day.
What no grant allows is refused, and answers as what does not exist. How access works is told in
[access](../explanation/access.md); how to give it, in [invite a colleague](../how-to/invite-a-colleague.md).

"""
_KINDS = {ScopeKind.ALL: "everything", ScopeKind.PROJECT: "a project", ScopeKind.COUNTRY: "a country or area"}


def document() -> str:
    """The whole page."""
    return _HEAD + "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    for role in ROLES.values():
        yield from (f"## {role.name}", "", role.sentence, "")
        yield f"- key: `{role.key}`"
        yield f"- may: {', '.join(f'`{verb}`' for verb in sorted(role.verbs))}"
        yield f"- {_given(role)}"
        yield f"- second factor: {'needed' if role.needs_second_factor else 'not needed'}"
        yield ""
    yield from ("## Verbs", "", "| verb | what it covers |", "|---|---|")
    yield from (f"| `{verb}` | {meaning} |" for verb, meaning in MEANING.items())
    yield ""
    yield "Some verbs are not asked for by any page yet: the records that they are about come later."


def _given(role: type[Role]) -> str:
    if not role.scopes:
        return "given by nobody: everybody has it"
    return "can be given for: " + ", ".join(words for kind, words in _KINDS.items() if kind in role.scopes)


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
