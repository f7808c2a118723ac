"""Every part that is not ours: its name, version, licence, where it is used and why. Writes docs/reference/dependencies.md.

Read from the locked files; licences from what is installed, so it must be what is locked.
"""

from __future__ import annotations

import base64
import json
import re
import sys
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from tools.steps import ROOT

PAGE = ROOT / "docs" / "reference" / "dependencies.md"
# What may be used unmodified beside Apache-2.0. GPL and AGPL are not among them.
ALLOWED = frozenset(
    "0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause ISC LGPL-3.0-only MIT MIT-0 MIT-CMU MPL-2.0 OFL-1.1 PSF-2.0".split()
)
# As parts call their licences themselves.
_SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "ISC License (ISCL)": "ISC",
    "ISC License": "ISC",
    "MIT License": "MIT",
    "MIT license": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    **{each: each for each in ALLOWED},
}
# Where the part's own words are not enough: as its licence file says.
_READ = {
    "atheris": "Apache-2.0",
    "axe-playwright-python": "MIT AND MPL-2.0",
    "colorama": "BSD-3-Clause",
    "django-csp": "BSD-3-Clause",
    "dockerfile-parse": "BSD-3-Clause",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "pyrage": "MIT",
    "pytest-django": "BSD-3-Clause",
    "qrcode": "BSD-3-Clause",
    "sqlparse": "BSD-3-Clause",
    "tzdata": "Apache-2.0",
}
# Direct packages for Node that are not built into the product: what for.
_NODE = {
    "dockerfile-utils": ("tests", "tests/deploy: lints the Dockerfile"),
    "esbuild": ("build", "tools.build_assets: bundles the scripts"),
    "oidc-provider": ("tests", "tests/provider: a real provider"),
}
_LOCKED = re.compile(
    r"^([A-Za-z0-9_.-]+)==([^\s\\;]+)[^\n]*\n((?: +--hash=[^\n]*\n)+)(?: +# via ([^\n]*)\n)?", re.MULTILINE
)
_WANTED = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?[^#\n]*(?:#\s*(.+))?$")


@dataclass(frozen=True)
class Part:
    """`used` is runtime, build or tests; `why` is blank for what another part needs, named in `needed_by`.

    Digests are those that the locked file allows, in hexadecimal: of each file that may be installed.
    """

    kind: str
    name: str
    version: str
    licence: str
    used: str
    why: str
    needed_by: tuple[str, ...]
    sha256: tuple[str, ...] = ()
    sha512: tuple[str, ...] = ()


def parts() -> list[Part]:
    """All of them, by kind and name."""
    return [*python_parts(), *npm_parts()]


def python_parts() -> list[Part]:
    """What the locked files pin for Python."""
    whys = {name: (used, why) for used in ("tests", "build", "runtime") for name, why in _wanted(used).items()}
    runtime = {_plain(name) for name, *_ in _locked("runtime")}
    found = []
    for name, version, digests, via in _locked("development"):
        plain = _plain(name)
        needed_by = tuple(sorted({_plain(each) for each in re.findall(r"[\w.-]+", _parents(via))} - {plain}))
        used, why = whys.get(plain, ("tests", ""))
        used = "runtime" if plain in runtime else used
        found.append(Part("pypi", plain, version, licence_of(plain), used, why, needed_by, _sha256(digests)))
    return found


def npm_parts() -> list[Part]:
    """What the front end is built from; what is copied from it into the product counts as runtime."""
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    direct = set(packages[""].get("dependencies", {}))
    found: dict[tuple[str, str], Part] = {}
    for place, told in packages.items():
        name = place.rpartition("node_modules/")[2]
        # One program for each kind of machine, all the same.
        if not name or name.startswith("@esbuild/"):
            continue
        if name in direct:
            used, why = "runtime", "tools.build_assets: the front end"
        else:
            used, why = _NODE.get(name, ("tests" if told.get("dev") else "runtime", ""))
        parents = () if why else _node_parents(name, packages)
        digest = base64.b64decode(told["integrity"].removeprefix("sha512-")).hex()
        found[name, told["version"]] = Part(
            "npm", name, told["version"], told["license"], used, why, parents, sha512=(digest,)
        )
    return [found[each] for each in sorted(found)]


def _node_parents(name: str, packages: dict[str, Any]) -> tuple[str, ...]:
    wanted = ("dependencies", "peerDependencies", "optionalDependencies")
    return tuple(
        sorted(
            {
                place.rpartition("node_modules/")[2]
                for place, told in packages.items()
                if place and any(name in told.get(kind, {}) for kind in wanted)
            }
        )
    )


def licence_of(name: str) -> str:
    """The licence as an SPDX expression; raises LookupError where nothing says it."""
    if name in _READ:
        return _READ[name]
    told = metadata.metadata(name)
    if "License-Expression" in told:
        return told["License-Expression"]
    named = [told["License"].strip()] if "License" in told else []
    named += [each.rsplit(" :: ", 1)[-1] for each in told.get_all("Classifier") or [] if each.startswith("License")]
    known = [_SPDX[each] for each in named if each in _SPDX]
    if not known:
        raise LookupError(f"{name} says no licence that is known here ({named}): read its file, write it into _READ")
    return known[0]


def refused(found: list[Part]) -> list[str]:
    """The parts whose licence is not allowed. Of “A OR B” one must be; of “A AND B” all."""
    return [
        f"{each.name}: {each.licence}"
        for each in found
        if not all(ALLOWED & set(option.split(" OR ")) for option in each.licence.strip("()").split(" AND "))
    ]


def page(found: list[Part]) -> str:
    """The reference page; without versions, which the locked files and each release's list of parts have."""
    lines = [
        "# Dependencies",
        "",
        "Every part that is not ours, pinned by digest in `requirements/*.lock` and `package-lock.json`. Written by",
        "`python -m tools.parts`; a test holds it to the locked files and to the licences that are allowed: "
        + ", ".join(sorted(ALLOWED))
        + ".",
        "LGPL parts are used as they come and can be exchanged for others of the same interface. GPL and AGPL are not used.",
        "Versions and digests are in the list of parts that `make wheel` makes beside the wheel (CycloneDX).",
    ]
    for used, heading in (("runtime", "In the product"), ("build", "To build it"), ("tests", "To test it")):
        chosen = [each for each in found if each.used == used]
        lines += [
            "",
            f"## {heading} ({len(chosen)})",
            "",
            "| part | from | licence | where and why |",
            "|---|---|---|---|",
        ]
        rows = [f"| {each.name} | {each.kind} | {each.licence} | {_why(each)} |" for each in chosen]
        # Some are there in two versions.
        lines += dict.fromkeys(rows)
    return "\n".join(lines) + "\n"


def _why(part: Part) -> str:
    return part.why or f"for {', '.join(part.needed_by)}"


def _wanted(used: str) -> dict[str, str]:
    name = {"tests": "development"}.get(used, used)
    found = {}
    for line in (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines():
        matched = _WANTED.match(line)
        if matched and not line.startswith(("#", "-")):
            found[_plain(matched.group(1))] = (matched.group(2) or "").strip()
    return found


def _locked(name: str) -> list[tuple[str, str, str, str]]:
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    return _LOCKED.findall(text)


def _sha256(lines: str) -> tuple[str, ...]:
    return tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})\b", lines))


def _parents(via: str) -> str:
    return re.sub(r"-[rc] \S+", "", via)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    """Write the page."""
    found = parts()
    PAGE.write_text(page(found), encoding="utf-8")
    for each in refused(found):
        print(f"not allowed: {each}", file=sys.stderr)
    return 1 if refused(found) else 0


if __name__ == "__main__":
    sys.exit(main())
