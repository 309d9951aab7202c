"""Each sample is a small world laid over the base: valid ones check clean, invalid ones give the report that lies beside them."""

import os
import shutil
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from storywall import frame
from storywall.codes import CATALOGUE, requests
from storywall.kinds import BY_FOLDER, BY_NAME, KINDS
from storywall.parse import parse

SAMPLES = Path(__file__).parent / "samples"
INVALID, VALID = SAMPLES / "invalid", SAMPLES / "valid"
ACCEPT = os.environ.get("STORYWALL_ACCEPT") == "1"
"""Write the expected reports anew; whoever does it reads the difference."""

SHORT = (SAMPLES / "base/submissions/stories/the-mug.md").read_text()
STORIES = "submissions/stories"
OPTIONS = {"sample-in-production": {"production": True}}


# What can't lie in every git checkout, or is too large for one, is made here.


def symlink(community, monkeypatch):
    (community.root / STORIES / "hosts.md").symlink_to("/etc/hosts")
    (community.root / STORIES / "elsewhere").symlink_to(community.root / "docs")


def executable(community, monkeypatch):
    community.write(f"{STORIES}/run-me.md", SHORT).chmod(0o755)


def submodule(community, monkeypatch):
    community.write(f"{STORIES}/mugs/index.md", SHORT)
    community.write(f"{STORIES}/mugs/.git", "gitdir: ../../../.git/modules/mugs\n")


def same_name_folded(community, monkeypatch):
    community.write(f"{STORIES}/two-cases/index.md", SHORT)
    for name in ("mug.jpg", "Mug.jpg", "caf\u00e9.jpg", "cafe\u0301.jpg"):
        shutil.copy(community.root / "submissions/photos/window-sill/sill.jpg", community.root / STORIES / "two-cases" / name)


def too_large(community, monkeypatch):
    community.write(f"{STORIES}/endless.md", SHORT + "And then. " * 60_000)


def unreadable_file(community, monkeypatch):
    """The system refuses: for the superuser, who may read all, it is made to."""
    locked = {community.write(f"{STORIES}/locked.md", SHORT), community.root / STORIES / "locked-away"}
    community.write(f"{STORIES}/locked-away/index.md", SHORT)
    opened, access = os.open, os.access

    def refuse(path, *rest, **named):
        if Path(path) in locked:
            raise PermissionError(13, "Permission denied")
        return opened(path, *rest, **named)

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(os, "access", lambda path, *rest, **named: Path(path) not in locked and access(path, *rest, **named))


MADE = {made.__name__.replace("_", "-"): made for made in (symlink, executable, submodule, same_name_folded, too_large, unreadable_file)}
ELSEWHERE = {"photo-crashed": "test_photos_darkroom.py", "photo-too-slow": "test_photos_darkroom.py"} | {
    **{code.name: "test_policy.py" for code in requests.CODES},
    "form-outdated": "test_forms.py",
    "search-not-made": "test_search.py",
}
"""What only a process that dies or hangs gives, what only the history shows that git keeps, and what only a built site or the schema does."""

LAID = sorted(folder.name for folder in INVALID.iterdir() if folder.is_dir())


def lay(community, code, monkeypatch):
    if code in MADE:
        MADE[code](community, monkeypatch)
    else:
        community.overlay(INVALID / code)


@pytest.mark.parametrize("code", [*LAID, *MADE])
def test_an_invalid_sample_gives_its_report(community, code, monkeypatch):
    lay(community, code, monkeypatch)
    report = community.report(**OPTIONS.get(code, {}))
    expected = INVALID / f"{code}.expected.txt"
    if ACCEPT:
        expected.write_text(report)
    assert f"[{code}]" in report
    assert report == expected.read_text()


def test_every_code_has_a_sample_and_every_sample_a_code():
    assert Counter([*LAID, *MADE, *ELSEWHERE]) == Counter([code for code in CATALOGUE if not code.startswith("data-")])  # those: test_check_data.py
    assert {file.name.removesuffix(".expected.txt") for file in INVALID.glob("*.txt")} == {*LAID, *MADE}
    for code, file in ELSEWHERE.items():
        assert f'"{code}"' in (Path(__file__).parent / file).read_text()


def test_every_error_ends_with_exit_code_1_and_no_traceback(community, run, monkeypatch):
    for code in LAID:
        if code not in OPTIONS and not (INVALID / code / "storywall.yml").exists():
            community.overlay(INVALID / code)
    checked = run("check", "--date", "2026-11-21", cwd=community.root)
    assert checked.returncode == 1
    assert checked.stderr == ""
    assert "Traceback" not in checked.stdout


def worlds():
    """The samples in as few groups as there are when no two of one group change the same file."""
    groups: list[tuple[list[str], set[Path]]] = []
    for code in LAID:
        files = {path.relative_to(INVALID / code) for path in (INVALID / code).rglob("*") if path.is_file()}
        for codes, taken in groups:
            if not files & taken:
                codes.append(code)
                taken.update(files)
                break
        else:
            groups.append(([code], files))
    return [codes for codes, _ in groups]


def found(report):
    """The problems of a report without their words: a guess may be another where there is more to guess from."""
    return {line.partition("] ")[0] for line in report.splitlines() if "[" in line.partition("] ")[0] and not line.startswith("  ")}


@pytest.mark.parametrize("codes", worlds(), ids=len)
def test_all_at_once_give_what_each_gives_alone(community, codes, monkeypatch):
    made = [code for code in MADE if len(codes) > len(LAID) / 2]
    for code in [*codes, *made]:
        lay(community, code, monkeypatch)
    expected = [(INVALID / f"{code}.expected.txt").read_text() for code in [*codes, *made]]
    assert found(community.report(production=True)) == set().union(*map(found, expected))


def test_what_is_whole_is_shown_beside_what_is_broken(community):
    community.overlay(INVALID / "yaml-syntax")
    community.overlay(INVALID / "not-utf8")
    assert {"story:the-mug", "review:morning-mug/keeps-warm"} <= set(community.check().view.by_key)


@pytest.mark.parametrize("kind", list(BY_NAME))
def test_a_valid_sample_checks_clean(community, kind):
    items = community.check().items
    community.overlay(VALID / kind)
    checked = community.check()
    assert checked.problems == ()
    assert checked.items > items
    assert {entry.kind for entry in checked.community.entries.values() if (VALID / kind / entry.file).exists()} == {kind}


def test_all_valid_samples_live_together(community):
    for kind in BY_NAME:
        community.overlay(VALID / kind)
    assert community.report().startswith("no problems in ")


# A kind is whole -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_has_its_template_and_its_samples(kind):
    names = [f"kinds/{kind.name}.html"] if kind.own_page else [f"listings/{kind.name}.html"]
    assert [name for name in names if not (frame.theme_dir() / name).is_file()] == []
    assert any((INVALID / code / "submissions" / kind.folder).is_dir() for code in LAID)
    files = [path.relative_to(VALID / kind.name).as_posix() for path in (VALID / kind.name).rglob("*") if path.is_file()]
    assert any(file.endswith(".md") and not file.endswith("index.md") for file in files) or kind.name == "photo"
    assert any(file.endswith("/index.md") for file in files)
    assert any(file.endswith(".yml") for file in files) == (kind.body == "optional")


def names(model, path=()):
    """The paths of all fields, without the places in lists."""
    for name, field in model.model_fields.items():
        yield (*path, name)
        for inner in models(field.annotation):
            yield from names(inner, (*path, name))


def models(annotation):
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models(inner)


def written(values, path=(), free=()):
    """The paths of all fields that a document has; the keys of mappings with free names are left out."""
    for name, value in values.items() if isinstance(values, dict) else ():
        here = path if path in free else (*path, name)
        yield here
        for inner in value if isinstance(value, list) else [value]:
            yield from written(inner, here, () if path in free else free)


NEVER_OF_USE = ("allow", "allow.code", "allow.reason", "allow.by")
"""Where people send nothing, no check can be overridden."""
FREE = (("attributes",), ("synonyms",))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_field_is_filled_in_a_valid_sample(kind):
    filled = set()
    for path in (VALID / kind.name).rglob("*"):
        if path.suffix in (".md", ".yml"):
            document, _ = parse(path.read_bytes(), path.name)
            filled |= {".".join(each) for each in written(document.values, free=FREE)}
    known = {".".join(each) for each in names(kind.schema)}
    assert known - filled - set(() if kind.sent else NEVER_OF_USE) == set()


def test_every_folder_of_samples_is_a_kind_s_or_a_code_s():
    assert {path.name for path in VALID.iterdir()} == set(BY_NAME)
    for folder in [*INVALID.glob("*/submissions/*/"), *VALID.glob("*/submissions/*/")]:
        assert folder.name in {*BY_FOLDER, "storys"} or folder.is_file()
