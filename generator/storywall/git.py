"""The git program: the only place that runs it, never through a shell."""

from __future__ import annotations

import os
import subprocess
import tempfile
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from storywall.problems import N_, Value

# A hook is told its repository, index and folder in these; what is asked here is about `root` and nothing else.
_REPOSITORY_OF_A_HOOK = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
)
# A monitor is a program that the repository's settings name; without it git looks by itself.
_ALWAYS = ("-c", "core.fsmonitor=false", "--no-pager", "--literal-pathspecs")
# Renames as two names, below the folder; no program that the repository's settings name for showing differences.
_NAMES = ("--name-only", "-z", "--no-renames", "--relative", "--no-ext-diff", "--no-textconv")


class GitError(Exception):
    """git could not answer: `message` is a template for `values`, marked for translation."""

    def __init__(self, message: str, **values: Value) -> None:
        super().__init__(message.format(**values))
        self.message, self.values = message, values


def changed_since(root: Path, ref: str) -> frozenset[str]:
    """Return the files below `root`, as posix paths from there, that differ from where `ref` and HEAD parted.

    Changed, added and deleted ones, both names of renamed ones, whether committed or not, and those that git doesn't
    follow yet but wouldn't ignore. GitError where there is no repository, no such ref, or no common history.
    """
    base = _parting(root, ref)
    changed = run(root, "diff", *_NAMES, base, "--")
    new = run(root, "ls-files", "--others", "--exclude-standard", "-z", "--")
    return frozenset(os.fsdecode(name) for name in (changed + new).split(b"\0") if name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A state of a file that git keeps: when it was committed, the file as a posix path below the root, and its bytes."""

    day: date
    file: str
    blob: str
    size: int


def kept(root: Path, folder: str) -> list[Kept]:
    """All states of files below a folder that the commits up to HEAD have brought, newest first; empty without commits."""
    if not ask(root, "rev-parse", "--verify", "--quiet", "HEAD"):
        return []
    shown = ("-c", "core.quotePath=false", "log", "--format=%x01%cs", "--raw", "--no-abbrev", "--no-renames", "--diff-filter=AM", "--relative")
    found: list[tuple[date, str, str]] = []
    day = date.min
    for line in os.fsdecode(run(root, *shown, "--", folder)).splitlines():
        if line.startswith("\x01"):
            day = date.fromisoformat(line[1:])
        elif line.startswith(":"):
            state, _, file = line.partition("\t")
            found.append((day, file, state.split()[3]))
    blobs = "".join(f"{blob}\n" for blob in dict.fromkeys(blob for _, _, blob in found))
    answers = run(root, "cat-file", "--batch-check=%(objectname) %(objectsize)", given=blobs.encode()).decode().split("\n")
    sizes = {name: int(size) for name, _, size in (line.partition(" ") for line in answers) if size.isdigit()}
    return [Kept(day=day, file=file, blob=blob, size=sizes.get(blob, 0)) for day, file, blob in found]


def commit(root: Path, ref: str) -> str:
    """The commit that a ref names, as its hash. GitError where there is no repository or no such ref."""
    if not ref or ref.startswith(("-", "^")) or any(character < " " for character in ref):
        raise GitError(N_("`{ref}` can't be the name of a commit, branch or tag"), ref=ref)
    if b"not a git repository" in start(root, ("rev-parse",)).stderr:
        raise GitError(N_("this folder is in no git repository: {folder}"), folder=str(root))
    run(root, "rev-parse")  # a repository that git itself refuses, as of another user
    found = ask(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if not found:
        raise GitError(N_("git knows no commit, branch or tag `{ref}`; perhaps it must be fetched first"), ref=ref)
    return found


def _parting(root: Path, ref: str) -> str:
    base = ask(root, "merge-base", commit(root, ref), "HEAD")
    if not base:
        raise GitError(N_("`{ref}` and the checked-out commit have no common history here; fetch all of it"), ref=ref)
    return base


def ask(root: Path, *arguments: str) -> str:
    """What git answers, on one line; empty where it answers no."""
    found = start(root, arguments)
    return "" if found.returncode else os.fsdecode(found.stdout).strip()


def run(root: Path, *arguments: str, given: bytes | None = None) -> bytes:
    """What git prints; GitError where it fails."""
    found = start(root, arguments, given)
    if found.returncode:
        raise failed(found)
    return found.stdout


def failed(found: subprocess.CompletedProcess[bytes]) -> GitError:
    """The error for a run of git that didn't come to its end: the last line that it said."""
    lines = os.fsdecode(found.stderr).strip().splitlines()
    return GitError(N_("git failed: {reason}"), reason=lines[-1] if lines else str(found.returncode))


def start(
    root: Path, arguments: tuple[str, ...], given: bytes | None = None, more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run git and return how it went, whatever that is; `more` goes into its environment."""
    surroundings = {name: value for name, value in os.environ.items() if name not in _REPOSITORY_OF_A_HOOK}
    surroundings |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", **(more or {})}
    command = ["git", *_ALWAYS, *arguments]
    try:
        return subprocess.run(command, cwd=root, env=surroundings, input=given or b"", capture_output=True, check=False)
    except FileNotFoundError:
        if not root.is_dir():
            raise GitError(N_("there is no folder {folder}"), folder=str(root)) from None
        raise GitError(N_("the program git isn't installed")) from None
    except OSError as error:
        raise GitError(N_("git failed: {reason}"), reason=error.strerror or str(error)) from None


# Writing: a branch for others to look at ---------------------------------------------------------------------------


@contextmanager
def tree(root: Path) -> Iterator[Path]:
    """Give what HEAD holds of `root` in a folder of its own, to be changed and committed, while `root` stays as it is.

    The folder that stands for `root` is given, which may lie below the repository's. GitError where there is no commit.
    """
    prefix = ask(root, "rev-parse", "--show-prefix")
    with tempfile.TemporaryDirectory(prefix="storywall-") as folder:
        made = Path(folder) / "tree"
        run(root, *_BARE, "worktree", "add", "--detach", "--quiet", str(made), "HEAD")
        try:
            yield made / prefix
        finally:
            start(root, ("worktree", "remove", "--force", str(made)))


def commit_all(folder: Path, below: str, message: str) -> str:
    """Commit all that was changed `below` a folder that `tree` gave, without hooks; return the commit's name.

    Where nobody has told git who commits, it is the host's own account for its workflows.
    """
    run(folder, "add", "--all", "--", below)
    named = _write(folder, _identity(folder), "commit-tree", ask(folder, "write-tree"), "-p", "HEAD", "-F", "-", given=message.encode())
    return os.fsdecode(named).strip()


def push(root: Path, commit: str, branch: str, *, over: str, token: str = "") -> None:
    """Put a commit at the head of a branch of `origin`, in the place of the commit `over` (empty: the branch must be new).

    GitError where the branch is somewhere else meanwhile. `token` is for a host that is asked by https.
    """
    lease = f"--force-with-lease=refs/heads/{branch}:{over}"
    _write(root, _key(token), *_BARE, "push", "--quiet", lease, "origin", f"{commit}:refs/heads/{branch}")


def head_of(root: Path, branch: str, *, token: str = "") -> str:
    """The commit at the head of a branch of `origin`; empty where there is no such branch."""
    found = os.fsdecode(_write(root, _key(token), *_BARE, "ls-remote", "origin", f"refs/heads/{branch}")).split()
    return found[0] if found else ""


def message_of(root: Path, commit: str, *, token: str = "") -> str:
    """The message of one of `origin`'s commits, which is fetched alone."""
    _write(root, _key(token), *_BARE, "fetch", "--quiet", "--no-tags", "--depth=1", "origin", commit)
    return os.fsdecode(run(root, "show", "--no-patch", "--format=%B", commit))


_BARE = ("-c", "core.hooksPath=/dev/null", "-c", "credential.helper=")
_NOBODY = {"NAME": "github-actions[bot]", "EMAIL": "41898282+github-actions[bot]@users.noreply.github.com"}


def _identity(folder: Path) -> dict[str, str]:
    known = ask(folder, "config", "user.email") or os.environ.get("GIT_COMMITTER_EMAIL")
    return {} if known else {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in _NOBODY.items()}


def _key(token: str) -> dict[str, str]:
    """What tells git a token, where no list of processes shows it."""
    if not token:
        return {}
    header = b64encode(f"x-access-token:{token}".encode()).decode()
    return {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "http.extraHeader", "GIT_CONFIG_VALUE_0": f"Authorization: Basic {header}"}


def _write(root: Path, more: Mapping[str, str], *arguments: str, given: bytes | None = None) -> bytes:
    """What git answers with more in its environment: who commits, or the key to a host."""
    found = start(root, arguments, given, more)
    if found.returncode:
        lines = os.fsdecode(found.stderr).strip().splitlines()
        raise GitError(N_("git failed: {reason}"), reason=lines[-1] if lines else str(found.returncode))
    return found.stdout
