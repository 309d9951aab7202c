"""The wheel, installed into an empty environment, makes a community, checks it and builds its site."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(PROJECT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("storywall-*.whl"))


def test_it_carries_the_theme_the_fonts_and_their_licences(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "storywall/theme/main.html" in names
    assert "storywall/theme/kinds/story.html" in names
    assert any(name.startswith("storywall/theme/assets/vendor/fonts/") and name.endswith(".woff2") for name in names)
    assert any(name.startswith("storywall/theme/assets/vendor/licenses/") for name in names)
    assert any(name.endswith("locale/it/LC_MESSAGES/storywall.po") for name in names)


@pytest.mark.slow
def test_it_runs_in_an_empty_environment(wheel, tmp_path):
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "environment")], check=True)
    python = tmp_path / "environment" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "-c", str(PROJECT / "constraints.txt"), str(wheel)]
    subprocess.run(install, check=True, cwd=tmp_path)
    storywall = str(tmp_path / "environment" / "bin" / "storywall")
    for command in (
        ["init", "community", "--name", "Cooks", "--brand", "Pots"],
        ["check", "--root", "community"],
        ["build", "--root", "community", "--site-dir", "site"],
    ):
        done = subprocess.run([storywall, *command], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
    assert "Cooks" in (tmp_path / "site/index.html").read_text("utf-8")
    assert (tmp_path / "site/assets/vendor/fonts/fonts.css").is_file()
