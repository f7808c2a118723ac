"""`make sbom`: the list of parts of a release (CycloneDX 1.6), as dist/capacita-VERSION.cdx.json, beside the wheel.

What the installed product runs with: Python packages, and npm packages that are built into it, each with the digests
that its locked file allows. The same locked files give the same bytes.
"""

from __future__ import annotations

import json
import sys
import uuid

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from capacita import __version__
from tools.parts import Part, parts
from tools.steps import ROOT

_NAMES = uuid.UUID("6f1f3e0c-6d55-4b9b-9d0e-5f3b8a3f6f10")


def bill() -> str:
    """The list as JSON text."""
    used = [each for each in parts() if each.used == "runtime"]
    bom = Bom()
    product = Component(name="capacita", version=__version__, type=ComponentType.APPLICATION, bom_ref="capacita")
    product.licenses.add(LicenseFactory().make_from_string("Apache-2.0"))
    bom.metadata.component = product
    components = {each.name: _component(each) for each in used}
    for component in components.values():
        bom.components.add(component)
    for each in used:
        parents = [components[name] for name in each.needed_by if name in components]
        for parent in parents:
            bom.register_dependency(parent, [components[each.name]])
        if each.why or not parents:
            bom.register_dependency(product, [components[each.name]])
    bom.serial_number = uuid.uuid5(_NAMES, "".join(f"{each.kind}{each.name}{each.version}" for each in used))
    told = json.loads(JsonV1Dot6(bom).output_as_string())
    # When it was written is no property of the release.
    del told["metadata"]["timestamp"]
    return json.dumps(told, indent=1, sort_keys=True) + "\n"


def _component(part: Part) -> Component:
    group, _, name = part.name.rpartition("/")
    component = Component(
        name=name,
        group=group or None,
        version=part.version,
        type=ComponentType.LIBRARY,
        bom_ref=f"{part.kind}:{part.name}",
        purl=PackageURL(part.kind, group or None, name, part.version),
    )
    component.licenses.add(LicenseFactory().make_from_string(part.licence))
    for kind, digests in ((HashAlgorithm.SHA_256, part.sha256), (HashAlgorithm.SHA_512, part.sha512)):
        component.hashes.update(HashType(alg=kind, content=digest) for digest in digests)
    return component


def main() -> int:
    """Write the file and print its name."""
    path = ROOT / "dist" / f"capacita-{__version__}.cdx.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(bill(), encoding="utf-8")
    print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
