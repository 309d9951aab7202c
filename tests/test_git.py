import os
import subprocess
import sys
import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from storywall.git import GitError, changed_since, commit_all, head_of, message_of, push, tree

ENVIRONMENT = {
    **os.environ,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Ann",
    "GIT_AUTHOR_EMAIL": "ann@example.org",
    "GIT_COMMITTER_NAME": "Ann",
    "GIT_COMMITTER_EMAIL": "ann@example.org",
}


def git(folder, *arguments):
    subprocess.run(["git", *arguments], cwd=folder, env=ENVIRONMENT, check=True, capture_output=True)


def write(folder, **files):
    for name, text in files.items():
        path = folder / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def commit(folder):
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "A change")


@pytest.fixture
def world(tmp_path):
    """A community one folder below the repository's root; `main` went on after the branch was made."""
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    root = tmp_path / "wall"
    write(root, kept="1\n" * 9, changed="1", gone="1", moved="long enough to be found as renamed\n" * 9)
    write(tmp_path, outside="1")
    commit(tmp_path)
    git(tmp_path, "switch", "--quiet", "--create", "branch")
    return root


def test_what_changed_in_any_way_since_the_branch_was_made(world):
    write(world, changed="2")
    git(world, "mv", "moved.md", "renamed.md")
    commit(world)
    (world / "gone.md").unlink()
    write(world, untracked="new", staged="new", ignored="new")
    (world / ".gitignore").write_text("ignored.md\n")
    git(world, "add", "staged.md")
    write(world.parent, outside="2")
    names = {"changed", "gone", "moved", "renamed", "staged", "untracked"}
    assert changed_since(world, "main") == {f"{name}.md" for name in names} | {".gitignore"}


def test_what_others_changed_on_the_base_branch_meanwhile_is_no_change(world):
    git(world, "switch", "--quiet", "main")
    write(world, kept="2")
    commit(world)
    git(world, "switch", "--quiet", "branch")
    assert changed_since(world, "main") == frozenset()


def test_names_in_any_script_and_with_odd_characters_are_whole(world):
    names = ["чашка.md", 'a"b\\c.md', "new\nline.md", "*.md", "-z.md"]
    for name in names:
        (world / name).write_text("1")
    assert changed_since(world, "main") == set(names)
    commit(world)
    assert changed_since(world, "main") == set(names)


def test_a_hook_with_another_index_or_repository_changes_nothing(world, monkeypatch, tmp_path):
    write(world, changed="2")
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "nothing"))
    assert changed_since(world, "main") == {"changed.md"}


def test_programs_that_the_repository_names_are_not_run(world, tmp_path):
    trace = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!{sys.executable}\nopen({str(trace)!r}, 'w')\n")
    program.chmod(0o755)
    for setting in ("core.fsmonitor", "diff.external", "diff.odd.textconv", "diff.odd.command"):
        git(world, "config", setting, str(program))
    (world / ".gitattributes").write_text("*.md diff=odd\n")
    write(world, changed="2")
    assert changed_since(world, "main") == {"changed.md", ".gitattributes"}
    assert not trace.exists()


@pytest.mark.parametrize("ref", ["", "--output=stolen", "-z", "^main", "main\n", "ma\0in"])
def test_a_ref_that_is_none_is_never_handed_to_git(world, ref):
    with pytest.raises(GitError, match="can't be the name"):
        changed_since(world, ref)
    assert not (world / "stolen").exists()


@pytest.mark.parametrize("ref", ["nowhere", "main:wall", "HEAD:wall/kept.md", "a b", "main..branch"])
def test_an_unknown_ref_is_told(world, ref):
    with pytest.raises(GitError, match="knows no"):
        changed_since(world, ref)


def test_no_repository_no_folder_no_history_no_git(world, tmp_path_factory, monkeypatch):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with pytest.raises(GitError, match="no git repository"):
        changed_since(elsewhere, "main")
    with pytest.raises(GitError, match="there is no folder"):
        changed_since(elsewhere / "none", "main")
    git(world, "switch", "--quiet", "--orphan", "alone")
    with pytest.raises(GitError, match="no common history"):
        changed_since(world, "main")
    commit(world)
    with pytest.raises(GitError, match="no common history"):
        changed_since(world, "main")
    monkeypatch.setenv("PATH", str(elsewhere))
    with pytest.raises(GitError, match="isn't installed"):
        changed_since(world, "main")


def test_what_git_itself_says_is_handed_on(world):
    (world.parent / ".git" / "index").write_bytes(b"broken")
    with pytest.raises(GitError, match=r"git failed: fatal: .*index"):
        changed_since(world, "main")


def test_a_repository_that_git_refuses_is_not_called_none(world):
    (world.parent / ".git" / "config").write_text("[core]\nrepositoryformatversion = 99\n")
    with pytest.raises(GitError, match=r"git failed: .*version"):
        changed_since(world, "main")


# Writing --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def origin(world, tmp_path_factory):
    """A bare repository that `world` pushes to."""
    bare = tmp_path_factory.mktemp("origin") / "wall.git"
    git(world.parent, "switch", "--quiet", "main")
    git(world.parent, "clone", "--quiet", "--bare", ".", str(bare))
    git(world.parent, "remote", "add", "origin", str(bare))
    return bare


def written(world, **files):
    with tree(world) as folder:
        write(folder, **files)
        return commit_all(folder, ".", "A change\n\nTrailer: 1\n")


def test_a_change_is_committed_and_pushed_while_the_folder_stays_as_it_is(world, origin):
    write(world, changed="mine, not committed")
    commit = written(world, new="new", changed="theirs")
    push(world, commit, "submission/a", over="")
    assert head_of(world, "submission/a") == commit
    assert head_of(world, "submission/b") == ""
    assert message_of(world, commit).startswith("A change\n\nTrailer: 1\n")
    assert (world / "changed.md").read_text() == "mine, not committed"
    assert not (world / "new.md").exists()
    shown = subprocess.run(["git", "show", "submission/a:wall/changed.md"], cwd=origin, capture_output=True, text=True, check=True)
    assert shown.stdout == "theirs"


def test_a_branch_that_went_on_meanwhile_is_not_overwritten(world, origin):
    first, second, third = (written(world, new=text) for text in "123")
    push(world, first, "submission/a", over="")
    with pytest.raises(GitError, match="git failed"):
        push(world, second, "submission/a", over="")
    push(world, second, "submission/a", over=first)
    with pytest.raises(GitError, match="git failed"):
        push(world, third, "submission/a", over=first)
    assert head_of(world, "submission/a") == second


def test_hooks_are_not_run(world, origin, tmp_path):
    trace = tmp_path / "ran"
    for name in ("pre-commit", "commit-msg", "post-commit", "pre-push", "post-checkout"):
        hook = world.parent / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!{sys.executable}\nopen({str(trace)!r}, 'a').write({name!r})\n")
        hook.chmod(0o755)
    push(world, written(world, new="1"), "submission/a", over="")
    assert not trace.exists()


def test_a_tree_goes_again_whatever_happens(world, origin):
    with pytest.raises(ZeroDivisionError), tree(world) as folder:
        raise ZeroDivisionError
    assert not folder.exists()
    listed = subprocess.run(["git", "worktree", "list"], cwd=world, capture_output=True, text=True, check=True)
    assert listed.stdout.count("\n") == 1


def test_a_token_goes_to_the_host_and_into_no_list_of_processes(world, origin):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
            asked.append((self.headers.get("Authorization"), "secret" in running or b64encode(b"x-access-token:secret").decode() in running))
            self.send_response(403)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        git(world, "remote", "set-url", "origin", f"http://127.0.0.1:{server.server_port}/wall.git")
        with pytest.raises(GitError) as found:
            push(world, written(world, new="1"), "submission/a", over="", token="secret")
        server.shutdown()
    assert "secret" not in str(found.value)
    assert {header for header, _ in asked} == {f"Basic {b64encode(b'x-access-token:secret').decode()}"}
    assert not any(shown for _, shown in asked)
